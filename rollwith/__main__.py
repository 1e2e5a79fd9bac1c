"""The command line. Standard output carries JSON, one object per line; everything else goes to standard error."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from agent.cli import doctor, grade, personas, play, replay, serve, sessions, settings, users
from agent.cli.training import desk
from agent.console import prepare, tell
from agent.errors import RollwithError
from agent.runtime.workshop.bench import Bench

app = typer.Typer(
    name="rollwith",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Roll with Resistance: practise with reluctant customers, and see what moves them and why.",
    epilog="Settings are ROLLWITH_* variables or a .env file; `rollwith settings` shows what they come to. "
    "Exit codes: 0 fine, 1 something in the data is wrong, 2 the command could not be carried out, 3 (play) "
    "a whole script was never graded.",
)
app.command("serve")(serve.serve_command)
app.command("play")(play.play_command)
app.command("replay")(replay.replay_command)
app.command("grade")(grade.grade_command)
app.add_typer(personas.app, name="personas")
app.add_typer(sessions.app, name="sessions")
app.add_typer(users.app, name="users")
app.add_typer(desk.app, name="desk")
app.command("settings")(settings.settings_command)
app.command("doctor")(doctor.doctor_command)


@app.command(
    "evals",
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def _evals(context: typer.Context) -> None:
    """Run, list and report the eval suites; `rollwith evals --help` tells more."""
    from evals.cli import app as evals_app  # brings statistics and plots, which no other command needs

    evals_app(context.args, prog_name="rollwith evals")


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"rollwith {version('rollwith')}")
        raise typer.Exit


@app.callback()
def _before(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log progress to standard error.")] = False,
) -> None:
    prepare(verbose)
    context.obj = _open_bench


def _open_bench() -> Bench:
    from evals.workbench.bench import open_bench  # only the app measures with it

    return open_bench()


def main() -> None:
    """Run the command line. An error made on purpose is one line on standard error and exit code 2, without a trace."""
    try:
        app()
    except RollwithError as error:
        tell(f"rollwith: {error}")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; so may we
        sys.exit(0)


if __name__ == "__main__":
    main()
