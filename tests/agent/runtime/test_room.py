"""The room: one turn at a time, stored before anything else, finished once, whoever listens."""

from __future__ import annotations

import asyncio
import typing
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest

from agent.errors import DataError, UnknownSession
from agent.model.events import Event, Graded, Moved, Piece, Taken, Whole
from agent.model.turn import Turn
from agent.runtime.room import Room
from agent.runtime.turns.recent_talk import LONGEST_WINDOW
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.players import SKILLED, Players
from tests.support.makers.room_talk import say, told


@pytest.fixture
async def room(url: str) -> AsyncIterator[Room]:
    opened = players.room(url)
    yield opened
    await opened.aclose()


async def test_a_turn_is_told_in_order_and_kept(room: Room) -> None:
    info = await room.start("test", seed=4)
    events = await told(room, info.id, SKILLED)
    taken, graded, moved, *pieces, whole = events
    assert taken == Taken(1)
    assert isinstance(graded, Graded)
    assert graded.verdict.quote(*(code.code for code in graded.verdict.codes)) == SKILLED
    assert isinstance(moved, Moved)
    assert moved.receipt.resistance < 0
    assert isinstance(whole, Whole)
    assert pieces
    texts = [piece.text for piece in pieces if isinstance(piece, Piece)]
    assert len(texts) == len(pieces)
    assert whole.turn.reply.text.startswith("".join(texts))
    assert room.turns(info.id) == [whole.turn]
    assert whole.turn.state.resistance == pytest.approx(7.5 + moved.receipt.resistance)


async def test_the_same_seed_gives_the_same_start(room: Room) -> None:
    first, again = await room.start("test", seed=11), await room.start("test", seed=11)
    assert first.opening == again.opening
    assert first.id != again.id
    openings = {(await room.start("test", seed=seed)).opening for seed in range(20)}
    assert openings == {"Yes?", "What?"}
    drawn = {(await room.start("test")).seed for _ in range(4)}
    assert len(drawn) == 4


async def test_the_grader_hears_the_opening_and_a_bounded_past_and_nothing_else(url: str) -> None:
    cast = Players()
    room = players.room(url, cast)
    info = await room.start("test")
    for number in range(9):
        await say(room, info.id, f"mumble {number}")
    first, last = cast.graders.seen[0], cast.graders.seen[-1]
    assert [said.text for said in first[1]] == [info.opening]
    assert len(last[1]) == 12
    assert last[1][0].text == "mumble 2"
    assert [said.speaker for said in last[1][:2]] == ["rep", "customer"]
    await room.aclose()
    assert cast.closed


async def test_a_repeated_request_is_one_turn(room: Room) -> None:
    info = await room.start("test")
    first = await told(room, info.id, SKILLED, "r1")
    again = await told(room, info.id, SKILLED, "r1")
    assert [turn.number for turn in room.turns(info.id)] == [1]
    assert again[-1] == first[-1]
    assert [type(event) for event in again] == [Taken, Graded, Moved, Piece, Whole]


async def test_a_double_click_is_one_turn_heard_twice(room: Room) -> None:
    info = await room.start("test")
    both = await asyncio.gather(told(room, info.id, SKILLED, "r1"), told(room, info.id, SKILLED, "r1"))
    assert both[0] == both[1]
    assert len(room.turns(info.id)) == 1


async def test_lines_sent_at_once_are_taken_one_after_the_other(room: Room) -> None:
    info = await room.start("test")
    turns = await asyncio.gather(*(say(room, info.id, f"mumble {number}") for number in range(8)))
    kept = room.turns(info.id)
    assert sorted(turn.number for turn in turns) == list(range(1, 9)) == [turn.number for turn in kept]
    assert {turn.rep for turn in kept} == {f"mumble {number}" for number in range(8)}
    assert [turn.state.turn for turn in kept] == list(range(1, 9))


async def test_two_servers_on_one_log_never_mix_turns(url: str) -> None:
    rooms = [players.room(url), players.room(url)]
    info = await rooms[0].start("test")
    await asyncio.gather(*(say(rooms[n % 2], info.id, f"mumble {n}") for n in range(10)))
    kept = rooms[1].turns(info.id)
    assert [turn.state.turn for turn in kept] == list(range(1, 11))
    assert {turn.rep for turn in kept} == {f"mumble {number}" for number in range(10)}
    for room in rooms:
        await room.aclose()


async def test_a_listener_who_leaves_loses_nothing(url: str) -> None:
    cast = Players()
    cast.graders.gate.clear()
    room = players.room(url, cast)
    info = await room.start("test")

    async def leave_at_once() -> None:
        async with aclosing(typing.cast(AsyncGenerator[Event], room.say(info.id, SKILLED, request="r1"))) as events:
            async for _ in events:
                pass

    reader = asyncio.create_task(leave_at_once())
    while not cast.graders.seen:
        await asyncio.sleep(0.01)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert room.pending(info.id) == SKILLED
    cast.graders.gate.set()
    turn = await say(room, info.id, SKILLED, "r1")
    assert room.turns(info.id) == [turn]
    assert len(cast.graders.seen) == 1
    await room.aclose()


async def test_a_pending_turn_is_finished_once_when_the_session_is_opened_again(url: str, room: Room) -> None:
    info = await room.start("test")
    log = Store(url)
    log.submit(info.id, SKILLED, "before the crash")
    log.dispose()
    assert room.pending(info.id) == SKILLED
    events = [event async for event in room.resume(info.id)]
    assert [type(event) for event in events[:2]] == [Graded, Moved]
    assert isinstance(events[-1], Whole)
    assert [turn.rep for turn in room.turns(info.id)] == [SKILLED]
    assert [event async for event in room.resume(info.id)] == []
    assert room.pending(info.id) is None


async def test_saying_more_finishes_the_pending_turn_first(url: str, room: Room) -> None:
    info = await room.start("test")
    log = Store(url)
    log.submit(info.id, "mumble before the crash", "r1")
    log.dispose()
    turn = await say(room, info.id, SKILLED)
    assert turn.number == 2
    assert [turn.rep for turn in room.turns(info.id)] == ["mumble before the crash", SKILLED]


async def test_a_lease_left_behind_by_a_crash_blocks_only_for_its_term(url: str, room: Room) -> None:
    info = await room.start("test")
    log = Store(url)
    assert log.claim(info.id, "a process that died", 0.4)
    log.dispose()
    began = asyncio.get_running_loop().time()
    await say(room, info.id, SKILLED)
    assert 0.2 < asyncio.get_running_loop().time() - began < 5


async def test_a_lease_is_renewed_while_the_work_lasts(url: str) -> None:
    cast = Players()
    cast.graders.gate.clear()
    room = players.room(url, cast, lease=0.3)
    info = await room.start("test")
    work = asyncio.create_task(say(room, info.id, SKILLED))
    await asyncio.sleep(0.9)
    log = Store(url)
    assert not log.claim(info.id, "another server", 1.0)
    cast.graders.gate.set()
    await work
    assert log.claim(info.id, "another server", 1.0)
    log.dispose()
    await room.aclose()


async def test_unknown_ids_are_told_plainly(room: Room) -> None:
    with pytest.raises(DataError, match="nobody"):
        await room.start("nobody")
    with pytest.raises(UnknownSession, match="nothing"):
        await told(room, "nothing", SKILLED)
    with pytest.raises(UnknownSession):
        await room.finish("nothing")


async def test_a_line_can_be_graded_without_a_session_whatever_its_length(room: Room) -> None:
    verdict = await room.grade("push " * 5000)
    assert verdict.primary.value == "persuade"
    assert room.sessions() == []


async def test_turn_500_reads_no_more_of_the_past_than_turn_50(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    room = players.room(url)
    info = await room.start("test")
    await say(room, info.id, SKILLED)
    read: list[int] = []
    whole = Store.turns

    def counted(*given: typing.Any, **named: typing.Any) -> list[Turn]:
        turns = whole(*given, **named)
        read.append(len(turns))
        return turns

    monkeypatch.setattr(Store, "turns", counted)
    for number in range(40):
        await say(room, info.id, f"mumble {number}")
    assert sum(read) <= LONGEST_WINDOW  # what was read once is not read again
    await room.aclose()
