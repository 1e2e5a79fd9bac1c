"""`rollwith doctor`: what is installed, what speaks, where the data lives, and what is wrong."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from agent.console import emit
from agent.errors import RollwithError
from agent.runtime.room import Room, open_room
from agent.runtime.turns.draft_count import count_drafts
from agent.settings import Settings, load_settings

PACKAGES = ("rollwith", "gradio", "langgraph", "onnxruntime", "openai", "pydantic", "sqlalchemy")

SESSIONS = 20
"""Latest sessions over which it is counted what became of the replies begun beside the grade."""

Part = dict[str, object]
"""One line of the report."""


def doctor_command(
    probe: Annotated[bool, typer.Option("--probe", help="Ask the endpoint for one word, if one is set.")] = False,
    graph: Annotated[Path | None, typer.Option(help="Write the drawing of one turn (Markdown) to this file.")] = None,
) -> None:
    """Examine the installation; the exit code is 1 if anything is wrong.

    Standard output, one JSON object per line: {"part", "ok", "detail"}. Parts: version, engine, coder, endpoint,
    drafts, data, personas, rubric, login, and one "file" for each problem in a persona or rubric file.
    """
    if graph is not None:
        _write_graph(graph)
        return
    settings = load_settings()
    parts = asyncio.run(_examine_all(settings, probe))
    for part in parts:
        emit(part)
    if not all(part["ok"] for part in parts):
        raise typer.Exit(1)


async def _examine_all(settings: Settings, probe: bool) -> list[Part]:
    room = open_room(settings)
    try:
        return [*_examine(settings, room), await _endpoint(settings, room, probe)]
    finally:
        await room.aclose()


def _write_graph(path: Path) -> None:
    from agent.runtime.turns.turn_graph import graph_page

    path.write_text(graph_page(), encoding="utf-8")
    emit({"part": "graph", "ok": True, "detail": str(path)})


def _examine(settings: Settings, room: Room) -> Iterator[Part]:
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    yield _fine("version", f"Python {platform.python_version()}, {versions}")
    speaking = room.engines()
    yield _fine("engine", f"grader {speaking.grader}, customer {speaking.customer}: {speaking.why}")
    yield _tried("coder", room.coder)
    yield _tried("data", room.where)
    if settings.llm_ready:
        yield _tried("drafts", lambda: _drafts(settings, room))
    yield from _files(room)
    guarded = "a login is set" if settings.login else "none; only this machine is served"
    yield _fine("login", guarded)


async def _endpoint(settings: Settings, room: Room, probe: bool) -> Part:
    if not settings.llm_ready:
        return _fine("endpoint", "none is set; the embedded engines need none")
    if not probe:
        return _fine("endpoint", f"{settings.base_url}, model {settings.model}; not asked (use --probe)")
    try:
        return _fine("endpoint", await room.probe())
    except RollwithError as error:
        return _wrong("endpoint", error)


def _drafts(settings: Settings, room: Room) -> str:
    """Return how often a reply that was begun beside the grade stood, lately."""
    turns = [turn for info in room.sessions(SESSIONS) for turn in room.turns(info.id)]
    return f"{count_drafts(turns)} (ROLLWITH_SPECULATE={settings.speculate}; the latest {SESSIONS} sessions)"


def _files(room: Room) -> Iterator[Part]:
    personas = room.library.personas()
    yield {"part": "personas", "ok": bool(personas), "detail": ", ".join(personas) or "no sound persona file"}
    yield _tried("rubric", lambda: room.library.rubric().ref)
    for problem in room.library.problems():
        yield {"part": "file", "ok": False, "detail": str(problem)}


def _fine(part: str, detail: str) -> Part:
    return {"part": part, "ok": True, "detail": detail}


def _tried(part: str, look: Callable[[], str]) -> Part:
    try:
        return _fine(part, look())
    except RollwithError as error:
        return _wrong(part, error)


def _wrong(part: str, error: RollwithError) -> Part:
    return {"part": part, "ok": False, "detail": str(error)}
