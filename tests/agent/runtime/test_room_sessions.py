"""The room's sessions: which lines they take, how they end, how they are debriefed and gone back in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event
from agent.model.session import Outcome
from agent.runtime.room import Room
from agent.storage.store import Store
from agent.text.sanitize import LONGEST_LINE
from tests.support.doubles import players
from tests.support.doubles.players import SKILLED, skilled
from tests.support.makers.room_talk import say, told


@pytest.fixture
async def room(url: str) -> AsyncIterator[Room]:
    opened = players.room(url)
    yield opened
    await opened.aclose()


@pytest.mark.parametrize("line", ["", "   \n\t ", "\u200b\u200d", "\x00\x07", "\u202e"])
async def test_a_line_in_which_nothing_can_be_seen_is_refused_and_not_stored(room: Room, line: str) -> None:
    info = await room.start("test")
    with pytest.raises(TurnRefused, match="empty"):
        await told(room, info.id, line)
    assert room.session(info.id).pending is False
    assert room.turns(info.id) == []


async def test_a_line_may_have_4000_characters_and_no_more(room: Room) -> None:
    info = await room.start("test")
    assert (await say(room, info.id, "a" * LONGEST_LINE)).number == 1
    with pytest.raises(TurnRefused, match="4001"):
        await told(room, info.id, "a" * (LONGEST_LINE + 1))
    assert len(room.turns(info.id)) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\u202eevil\u202c ", "evil"),
        ("half \ud83d", "half \ufffd"),
        ("שלום 👩‍👩‍👧 …", "שלום 👩‍👩‍👧 …"),
        ("...", "..."),
    ],
)
async def test_signs_that_cannot_be_seen_are_taken_out(room: Room, sent: str, kept: str) -> None:
    info = await room.start("test")
    assert (await say(room, info.id, sent)).rep == kept


async def test_a_skilled_rep_gets_a_commitment_and_its_debrief(room: Room) -> None:
    info = await room.start("test")
    for number in range(30):
        events = await told(room, info.id, skilled(number))
        if isinstance(events[-1], Ended):
            break
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.debrief.outcome is Outcome.COMMITTED
    assert room.session(info.id).finished
    assert room.debrief(info.id) == ended.debrief
    with pytest.raises(TurnRefused, match="ended"):
        await told(room, info.id, "And one more thing.")


async def test_a_blaming_rep_is_left(room: Room) -> None:
    info = await room.start("test")
    events: list[Event] = []
    while not isinstance(events[-1] if events else None, Ended):
        events = await told(room, info.id, "blame: you never came to the training")
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert ended.debrief.outcome is Outcome.WALKED_AWAY
    assert len(room.turns(info.id)) < 10


async def test_a_crash_between_the_last_turn_and_its_debrief_is_made_good(url: str, room: Room) -> None:
    info = await room.start("test")
    while room.session(info.id).outcome is Outcome.OPEN:
        await told(room, info.id, "blame: you again")
    turns = room.turns(info.id)
    twin = await room.start("test", seed=info.seed)
    log = Store(url)
    for turn in turns:
        log.submit(twin.id, turn.rep, str(turn.number))
        log.finish(twin.id, turn)
    assert not log.info(twin.id).finished
    log.dispose()
    events = [event async for event in room.resume(twin.id)]
    assert [type(event) for event in events] == [Ended]
    assert room.session(twin.id).finished


async def test_the_rep_may_end_a_session_and_its_debrief_stands(room: Room) -> None:
    info = await room.start("test")
    await say(room, info.id, SKILLED)
    debrief, again = await asyncio.gather(room.finish(info.id), room.finish(info.id))
    assert debrief == again == room.debrief(info.id)
    assert debrief.outcome is Outcome.OPEN
    assert debrief.summary.turns == 1
    assert Debrief.model_validate_json(debrief.model_dump_json()) == debrief
    assert await room.finish(info.id) == debrief


async def test_a_session_may_end_before_a_word_was_said(room: Room) -> None:
    info = await room.start("test")
    debrief = await room.finish(info.id)
    assert debrief.summary.turns == 0
    assert debrief.story


async def test_a_rewound_session_goes_its_own_way(room: Room) -> None:
    info = await room.start("test")
    for line in (SKILLED, "blame: you again", SKILLED):
        await say(room, info.id, line)
    branch = await room.rewind(info.id, 1)
    assert (branch.parent, branch.parent_turn) == (info.id, 1)
    assert room.turns(branch.id) == room.turns(info.id)[:1]
    other = await say(room, branch.id, SKILLED)
    assert other.number == 2
    assert other.state.resistance < room.turns(info.id)[1].state.resistance
    assert len(room.turns(info.id)) == 3
    with pytest.raises(TurnRefused, match="no whole turn"):
        await room.rewind(info.id, 4)
