"""`rollwith replay`: the law over a logged session again, or its lines graded again by another rubric."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.options import EngineOption
from agent.console import emit
from agent.content.library import Library
from agent.model.rubric import Rubric
from agent.runtime.room import Room, open_room
from agent.settings import load_settings


def replay_command(
    session: Annotated[str, typer.Argument(metavar="ID", help="A session; `rollwith sessions list` tells them.")],
    rubric: Annotated[Path | None, typer.Option(help="Grade each line again by this file (ID.yaml).")] = None,
    engine: EngineOption = None,
) -> None:
    """Derive every step of a logged session again and say whether it agrees; the exit code is 1 if any does not.

    The law runs over the verdicts of the log, with the persona the session began with. With --rubric each line is
    graded again by that file, and what would differ is told: verdicts, and the path they lead along. Nothing is stored.

    Standard output: per turn {"session", "turn", "agrees", "resistance_before", "resistance_after", "trust", "stage",
    "differs"}, differs being {path: {"log", "now"}}; then {"session", "turns", "unanswered", "agree", "agrees",
    "rubric"}, agree being how many turns do.
    """
    loaded = Library(rubric.parent, rubric.parent).rubric(rubric.stem) if rubric else None
    if not asyncio.run(_replay(open_room(load_settings(), engine), session, loaded)):
        raise typer.Exit(1)


async def _replay(room: Room, session: str, rubric: Rubric | None) -> bool:
    turns = agree = 0
    try:
        async for replayed in room.replay(session, rubric):
            emit(replayed.model_dump(mode="json"))
            turns, agree = turns + 1, agree + replayed.agrees
        unanswered = len(room.unanswered(session))
        by = (rubric or room.rubric_of(room.session(session))).ref
        counts = {"turns": turns, "unanswered": unanswered, "agree": agree}
        emit({"session": session, **counts, "agrees": agree == turns, "rubric": by})
    finally:
        await room.aclose()
    return agree == turns
