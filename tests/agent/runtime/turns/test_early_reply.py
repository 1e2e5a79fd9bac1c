"""A reply is begun beside the grade, stands where the grade leads to the same brief, and else was never heard."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest

from agent.errors import TurnRefused
from agent.model.events import Event, Graded, Moved, NotAnswered, Piece, Taken, Whole
from agent.model.turn import Turn
from agent.runtime.room import Room
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.broken_players import room_with_deadline, told
from tests.support.doubles.early_players import EarlyPlayers
from tests.support.doubles.players import SKILLED


async def said(room: Room, cast: EarlyPlayers, line: str = SKILLED) -> tuple[list[Event], Turn]:
    """Say a line whose grade comes once the customer has begun, and return the events and the turn."""
    info = await room.start("test")
    cast.graders.gate.clear()
    listening = asyncio.create_task(told(room.say(info.id, line)))
    await asyncio.wait_for(cast.speaker.begun.wait(), 10)
    cast.graders.gate.set()
    events = await listening
    assert isinstance(events[-1], Whole)
    return events, events[-1].turn


def pieces(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Piece))


async def test_a_reply_that_rests_on_the_same_brief_is_the_customers_only_one(url: str) -> None:
    cast = EarlyPlayers()
    room = players.room(url, cast)
    events, turn = await said(room, cast)
    assert (turn.draft, turn.wasted, cast.speaker.asked) == ("stood", 0, 1)
    assert turn.reply.text.startswith(pieces(events))
    assert pieces(events).startswith("Draft1 ")
    assert turn.verdict.engine == "test", "the grade of record is the grader's"
    await room.aclose()


async def test_a_reply_that_rests_on_another_reading_leaves_no_trace(url: str) -> None:
    cast = EarlyPlayers()
    cast.reader.reads = "blame"
    room = players.room(url, cast)
    events, turn = await said(room, cast)
    assert (turn.draft, cast.speaker.asked, cast.speaker.speaking) == ("redrawn", 2, 0)
    assert "Draft1" not in repr(events)
    assert "Draft1" not in repr(room.turns(turn_session(room)))
    assert turn.reply.text.startswith("Draft2 ")
    assert [event.verdict for event in events if isinstance(event, Graded)] == [turn.verdict]
    assert [event.receipt for event in events if isinstance(event, Moved)] == [turn.receipt]
    await room.aclose()


async def test_nothing_is_told_before_the_grade_and_the_order_is_that_of_a_turn_without(url: str) -> None:
    cast = EarlyPlayers()
    room = players.room(url, cast)
    info = await room.start("test")
    cast.graders.gate.clear()
    heard: list[Event] = []

    async def listen() -> None:
        async for event in room.say(info.id, SKILLED):
            heard.append(event)

    listening = asyncio.create_task(listen())
    await asyncio.wait_for(cast.speaker.begun.wait(), 10)
    await asyncio.sleep(0.05)
    assert heard == [Taken(1)]
    cast.graders.gate.set()
    await listening
    kinds = [type(event) for event in heard]
    assert kinds[:3] == [Taken, Graded, Moved]
    assert set(kinds[3:-1]) == {Piece}
    assert kinds[-1] is Whole
    await room.aclose()


async def test_the_grade_is_asked_for_before_the_line_is_read(url: str) -> None:
    cast = EarlyPlayers()
    room = players.room(url, cast)
    info = await room.start("test")
    listening = asyncio.create_task(told(room.say(info.id, SKILLED)))
    while not cast.graders.seen:
        assert cast.reader.seen == []
        await asyncio.sleep(0)
    await listening
    await room.aclose()


async def test_where_none_may_be_begun_the_customer_waits_for_the_grade(url: str) -> None:
    cast = EarlyPlayers(may=False)
    room = players.room(url, cast)
    info = await room.start("test")
    events = await told(room.say(info.id, SKILLED))
    assert isinstance(events[-1], Whole)
    assert (events[-1].turn.draft, cast.speaker.asked, cast.reader.seen) == (None, 1, [])
    await room.aclose()


async def test_a_grade_that_comes_before_the_reading_makes_it_needless(url: str) -> None:
    cast = EarlyPlayers()
    cast.reader.gate.clear()
    room = players.room(url, cast)
    info = await room.start("test")
    events = await told(room.say(info.id, SKILLED))
    assert isinstance(events[-1], Whole)
    assert (events[-1].turn.draft, cast.speaker.asked) == (None, 1)
    await room.aclose()


async def test_an_early_reply_that_breaks_down_is_spoken_anew(url: str, caplog: pytest.LogCaptureFixture) -> None:
    cast = EarlyPlayers()
    cast.speaker.fails.append(ValueError("the rep's own words"))
    room = players.room(url, cast)
    with caplog.at_level(logging.WARNING, "agent"):
        events, turn = await said(room, cast)
    assert (turn.draft, cast.speaker.asked) == ("redrawn", 2)
    assert "Draft1" not in repr(events)
    (logged,) = [record for record in caplog.records if getattr(record, "event", "") == "early_reply_failed"]
    assert vars(logged)["fields"] == {"why": "ValueError"}
    await room.aclose()


async def test_a_reply_that_fails_after_its_first_words_were_shown_ends_the_turn(url: str) -> None:
    cast = EarlyPlayers()
    cast.speaker.gate.clear()
    room = players.room(url, cast)
    info = await room.start("test")
    cast.graders.gate.clear()
    listening = asyncio.create_task(told(room.say(info.id, SKILLED)))
    await asyncio.wait_for(cast.speaker.begun.wait(), 10)
    cast.graders.gate.set()
    await asyncio.sleep(0.3)
    cast.speaker.broken = ValueError("broke off")
    cast.speaker.gate.set()
    events = await listening
    assert isinstance(events[-1], NotAnswered)
    assert cast.speaker.asked == 1
    await room.aclose()


async def test_a_room_that_stops_leaves_nothing_running_and_the_line_pending(url: str) -> None:
    cast = EarlyPlayers()
    cast.speaker.gate.clear()
    room = players.room(url, cast)
    info = await room.start("test")
    cast.graders.gate.clear()
    listening = asyncio.create_task(told(room.say(info.id, SKILLED)))
    await asyncio.wait_for(cast.speaker.begun.wait(), 10)
    await room.aclose()
    with suppress(TurnRefused):
        await listening
    assert (cast.speaker.speaking, cast.speaker.cancelled) == (0, 1)
    assert not [task for task in asyncio.all_tasks() if "EarlyReply" in repr(task)]
    log = Store(url)
    assert log.pending(info.id)
    log.dispose()


async def test_a_turn_past_its_deadline_takes_its_early_reply_with_it(url: str) -> None:
    cast = EarlyPlayers()
    cast.graders.gate.clear()
    cast.speaker.gate.clear()
    room = room_with_deadline(url, cast, deadline=0.5, lease=0.5)
    info = await room.start("test")
    events = await told(room.say(info.id, SKILLED))
    assert isinstance(events[-1], NotAnswered)
    assert (cast.speaker.asked, cast.speaker.speaking) == (1, 0)
    assert "Draft1" not in repr(events)
    await room.aclose()


def turn_session(room: Room) -> str:
    """Return the id of the only session."""
    return room.sessions()[0].id
