"""`rollwith sessions`: list, erase."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from agent.console import emit
from agent.runtime.room import open_room
from agent.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="What was said: which sessions the log holds, and how to be rid of one.")


@app.command("list")
def list_all(
    limit: Annotated[int, typer.Option(help="No more than so many.", min=1)] = 50,
    offset: Annotated[int, typer.Option(help="Leave out so many of the newest.", min=0)] = 0,
) -> None:
    """List the sessions in the log, newest first, without what was said in them.

    Standard output: {"id", "persona", "started", "turns", "outcome", "finished", "pending", "parent", "parent_turn"}
    per session; parent is the session it went back to, after turn parent_turn.
    """
    keys = ("id", "persona", "started", "turns", "outcome", "finished", "pending", "parent", "parent_turn")
    for info in open_room(load_settings()).sessions(limit, offset):
        told = info.model_dump(mode="json")
        emit({key: told[key] for key in keys})


@app.command()
def erase(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Sessions; `rollwith sessions list` tells them.")],
    branches: Annotated[
        bool, typer.Option("--branches", help="Erase every session that went back to one of these as well.")
    ] = False,
) -> None:
    """Erase sessions from the log for good: lines, verdicts, replies and debrief. Nothing brings them back.

    A session that others went back to is refused, since they share its turns: erase those first, or use --branches.
    Reports, exports and backups made before are files of their own and stay.

    Standard output: {"erased"} per session that is gone.
    """
    asyncio.run(_erase_all(ids, branches))


async def _erase_all(ids: list[str], branches: bool) -> None:
    room, gone = open_room(load_settings()), set[str]()
    try:
        for session in dict.fromkeys(ids):
            if session in gone:
                continue
            for erased in await room.erase(session, branches=branches):
                gone.add(erased)
                emit({"erased": erased})
    finally:
        await room.aclose()
