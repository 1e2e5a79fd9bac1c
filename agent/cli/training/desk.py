"""`rollwith desk`: what people coded at the label desk, as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from agent.console import emit, tell
from agent.errors import DataError
from agent.runtime.room import open_room
from agent.runtime.workshop.bench import Bench
from agent.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The label desk: take away what people coded there.")


@app.callback()
def _group() -> None:
    """Keep `export` a command of its own."""


@app.command("export")
def take_away(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder for desk.jsonl and desk.yaml; made where there is none.")],
    team: Annotated[str | None, typer.Option(help="Only this team's lines; by default those of every team.")] = None,
) -> None:
    """Write the coded lines and the mapping that reads them: `rollwith evals run agreement --data ... --mapping ...`.

    Standard output: {"data", "mapping", "lines", "settled", "common", "human"}; common: lines that the two people with
    the most in common both coded; human: how many measures say what people reach, none below 100 such lines.
    """
    from agent.runtime.personal.training.desk.desk_export import (
        exported,  # brings the log, which no light command needs
    )

    open_bench: Callable[[], Bench] = context.obj
    room = open_room(load_settings())
    try:
        made = exported(room.log.training.desk, team, open_bench().agreement)
    finally:
        room.close_log()
    data, mapping = out / "desk.jsonl", out / "desk.yaml"
    try:
        out.mkdir(parents=True, exist_ok=True)
        data.write_text(made.data, encoding="utf-8")
        mapping.write_text(made.mapping, encoding="utf-8")
    except OSError as error:
        raise DataError(out, "", f"cannot be written ({error.strerror})", "name another folder with --out") from None
    told = {"lines": made.lines, "settled": made.settled, "common": made.common, "human": len(made.human)}
    emit({"data": str(data), "mapping": str(mapping), **told})
    if made.missing:
        tell(f"{made.missing} more lines coded by both of two people, and the mapping says what humans reach")
