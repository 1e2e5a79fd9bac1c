"""`rollwith evals`: hands everything over to the evals' own command line, which loads only then."""

from __future__ import annotations

import typer


def command(context: typer.Context) -> None:
    """Run, list and report the eval suites; `rollwith evals --help` tells more."""
    from evals.cli import app  # brings statistics and plots, which no other command needs

    app(context.args, prog_name="rollwith evals")
