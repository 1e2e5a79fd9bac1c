"""First words with a real endpoint on loopback: what waits for what, what is spent, and when it must end."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent.model.events import Event, Piece, Whole
from agent.model.turn import Turn
from agent.runtime.room import Room, open_room
from agent.settings import load_settings
from tests.support.paths import ROOT
from tests.support.servers.paced_endpoint import Kind, PacedEndpoint, paced_endpoint

PERSONA = "noreen_twomey"
LINE = "What would have to be different for you to look at it again?"


@asynccontextmanager
async def modelled(tmp_path: Path, endpoint: PacedEndpoint, **given: object) -> AsyncIterator[tuple[Room, str]]:
    """Open a room of one customer that asks the endpoint, with a session."""
    (tmp_path / "personas").mkdir(exist_ok=True)
    shutil.copy(ROOT / "personas" / f"{PERSONA}.yaml", tmp_path / "personas")
    settings = load_settings(
        data_dir=tmp_path, personas_dir=tmp_path / "personas", base_url=endpoint.url, model="m", **given
    )
    room = open_room(settings, "llm")
    try:
        yield room, (await room.start(PERSONA, seed=1)).id
    finally:
        await room.aclose()


async def say(room: Room, endpoint: PacedEndpoint, session: str, line: str) -> tuple[list[Event], Turn]:
    endpoint.line = line
    events = [event async for event in room.say(session, line)]
    return events, next(event.turn for event in events if isinstance(event, Whole))


async def until_both_calls(endpoint: PacedEndpoint, replies: int = 1) -> None:
    """Let the grade through once so many replies have been answered whole."""
    async with asyncio.timeout(60):
        while sum(call.kind == "reply" and bool(call.ended) for call in endpoint.calls) < replies:
            await asyncio.sleep(0.01)
    assert endpoint.under_way() == ["grade"], "the reply was given while the grade was still being asked for"
    endpoint.held.set()


async def let_go(endpoint: PacedEndpoint) -> None:
    """Wait until every connection is closed: what still speaks would hold its own."""
    async with asyncio.timeout(5):
        while endpoint.connections() or endpoint.under_way():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("reading", ["as the coder", "otherwise"])
async def test_the_reply_is_asked_for_beside_the_grade_and_shown_only_if_it_stands(
    tmp_path: Path, reading: str
) -> None:
    async with paced_endpoint() as endpoint, modelled(tmp_path, endpoint) as (room, session):
        if reading == "otherwise":
            endpoint.code_of = lambda _: "confront"
        endpoint.held.clear()
        letting = asyncio.create_task(until_both_calls(endpoint))
        events, turn = await say(room, endpoint, session, LINE)
        await letting
    replies = [call for call in endpoint.calls if call.kind == "reply"]
    assert turn.verdict.engine == "llm:m"
    assert turn.reply.engine == "llm:m"
    if reading == "as the coder":
        assert (turn.draft, turn.wasted, len(replies)) == ("stood", 0, 1)
        assert turn.reply.text == replies[0].text
    else:
        assert turn.draft == "redrawn"
        assert turn.wasted > len(replies[0].prompt) / 10, "the prompt was paid for"
        assert replies[0].text not in "".join(event.text for event in events if isinstance(event, Piece))
        assert replies[0].text not in repr(room.turns(session))


async def test_set_off_the_calls_follow_one_another(tmp_path: Path) -> None:
    async with paced_endpoint() as endpoint, modelled(tmp_path, endpoint, speculate="off") as (room, session):
        _, turn = await say(room, endpoint, session, LINE)
    grade, reply = endpoint.calls
    assert (grade.kind, reply.kind, turn.draft) == ("grade", "reply", None)
    assert grade.ended is not None
    assert reply.began >= grade.ended


@pytest.mark.parametrize("hanging", [{"grade", "reply"}, {"grade"}])
async def test_a_turn_on_a_hanging_endpoint_ends_within_its_one_deadline(tmp_path: Path, hanging: set[Kind]) -> None:
    deadlines = {"total_deadline": 3.0, "first_token_deadline": 3.0, "request_timeout": 3.0, "max_attempts": 1}
    async with paced_endpoint() as endpoint, modelled(tmp_path, endpoint, **deadlines) as (room, session):
        endpoint.line = "Good morning."
        await say(room, endpoint, session, endpoint.line)  # the engines are loaded with the first turn
        endpoint.hanging |= hanging
        began = asyncio.get_running_loop().time()
        _, turn = await say(room, endpoint, session, LINE)
        spent = asyncio.get_running_loop().time() - began
        assert spent < 5.9, "grade and reply one after the other are 6 s, and there are three drafts"
        assert turn.reply.text
        if "reply" in hanging:
            assert (turn.reply.engine, bool(turn.reply.degraded)) == ("embedded", True)
    await let_go(endpoint)


async def test_a_room_that_stops_closes_the_connection_of_what_it_began(tmp_path: Path) -> None:
    async with paced_endpoint() as endpoint:
        async with modelled(tmp_path, endpoint) as (room, session):
            endpoint.hanging |= {"grade", "reply"}
            listening = asyncio.create_task(say(room, endpoint, session, LINE))
            async with asyncio.timeout(60):
                while len(endpoint.under_way()) < 2:
                    await asyncio.sleep(0.01)
        await asyncio.wait([listening])
        await let_go(endpoint)
        assert all(call.cut for call in endpoint.calls)
