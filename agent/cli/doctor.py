"""`rollwith doctor`: what is installed, what speaks, where the data lives, and what is wrong."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import AsyncIterator, Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from agent.console import emit
from agent.errors import RollwithError
from agent.runtime.room import Room, open_room
from agent.settings import Settings, load_settings

PACKAGES = ("rollwith", "gradio", "langgraph", "onnxruntime", "openai", "pydantic", "sqlalchemy")

NEWEST = 200
"""Turns that are looked at for what became of drafts: a few sessions, so that an old setting is soon forgotten."""

Part = dict[str, object]
"""One line of the report."""


def doctor_command(
    probe: Annotated[
        bool, typer.Option("--probe", help="Ask the endpoint what it can do, if one is set: some ten calls.")
    ] = False,
    graph: Annotated[Path | None, typer.Option(help="Write the drawing of one turn (Markdown) to this file.")] = None,
) -> None:
    """Examine the installation; the exit code is 1 if anything is wrong.

    Standard output, one JSON object per line: {"part", "ok", "detail"}. Parts: version, engine, coder, data, drafts,
    personas, rubric, one "file" for each problem in a persona or rubric file, login, speech, and endpoint.

    "drafts" tells, from the newest 200 turns of the log, how often a line that was begun beside the grade stood, and
    what those cost that were thrown away.

    With --probe the endpoint is asked for one thing at a time, which costs some ten calls and 10,000 tokens, and waits
    up to 300 seconds for a model that must be loaded first: endpoint (does it answer), endpoint.stream (seconds to the
    first words), endpoint.schema, endpoint.seed, endpoint.system, endpoint.reasoning, endpoint.cache,
    endpoint.context. What is missing is no fault: the detail says what the program does instead.
    """
    if graph is not None:
        _write_graph(graph)
        return
    settings = load_settings()
    if not asyncio.run(_examine_all(settings, probe)):
        raise typer.Exit(1)


async def _examine_all(settings: Settings, probe: bool) -> bool:
    """Tell each part as soon as it is known, for a probe may take minutes; return whether all is well."""
    room, well = open_room(settings), True
    try:
        for part in _examine(settings, room):
            emit(part)
            well = well and bool(part["ok"])
        async for part in _endpoint(settings, room, probe):
            emit(part)
            well = well and bool(part["ok"])
    finally:
        await room.aclose()
    return well


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
    yield _tried("drafts", lambda: _drafts(room))
    yield from _files(room)
    guarded = "a login is set" if settings.login else "none; only this machine is served"
    yield _fine("login", guarded)
    yield _tried("speech", lambda: _speech(settings))


async def _endpoint(settings: Settings, room: Room, probe: bool) -> AsyncIterator[Part]:
    if not settings.llm_ready:
        yield _fine("endpoint", "none is set; the embedded engines need none")
    elif not probe:
        yield _fine("endpoint", f"{settings.base_url}, model {settings.model}; not asked (use --probe)")
    else:
        async for found in room.probe():
            name = f"endpoint.{found.name}" if found.name else "endpoint"
            yield {"part": name, "ok": found.ok, "detail": found.detail}


def _speech(settings: Settings) -> str:
    from agent.llm.speech.speech_endpoint import speech_endpoint

    found = speech_endpoint(settings)
    if found is None:
        return "no model is set; the browser speaks and takes dictation"
    speaks = f"{found.speaks} speaks ({found.voice})" if found.speaks else "the browser speaks"
    listens = f"{found.listens} takes dictation" if found.listens else "the browser takes dictation"
    return f"{speaks}, {listens}, at {found.at.base_url}; not asked"


def _drafts(room: Room) -> str:
    found = room.drafts(NEWEST)
    if not found.stood + found.redrawn:
        return f"no line was begun beside its grade in the newest {found.turns} turns"
    return (
        f"of {found.stood + found.redrawn} lines begun beside the grade in the newest {found.turns} turns "
        f"{found.stood} stood; the others cost {found.wasted:,} tokens"
    )


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
