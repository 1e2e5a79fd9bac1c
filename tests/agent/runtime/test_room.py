"""The room: one turn at a time, stored before anything else, finished once, whoever listens."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from agent.errors import DataError, TurnRefused, UnknownSession
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, Graded, Moved, Piece, Taken, Whole
from agent.model.session import Outcome, Turn
from agent.runtime.room import Room
from agent.storage.store import Store
from agent.text.sanitize import LONGEST_LINE
from tests.support import players
from tests.support.players import SKILLED, Players


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
async def room(url: str):
    opened = players.room(url)
    yield opened
    await opened.aclose()


async def told(room: Room, session: str, line: str, request: str | None = None) -> list[Event]:
    return [event async for event in room.say(session, line, request=request)]


async def say(room: Room, session: str, line: str, request: str | None = None) -> Turn:
    return next(event.turn for event in await told(room, session, line, request) if isinstance(event, Whole))


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
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert whole.turn.reply.text.startswith("".join(piece.text for piece in pieces))
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
        async with aclosing(room.say(info.id, SKILLED, request="r1")) as events:
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
    for _ in range(30):
        events = await told(room, info.id, SKILLED)
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
    assert events[-1].debrief.outcome is Outcome.WALKED_AWAY
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
    monkeypatch.setattr(
        Store, "turns", lambda *given, **named: read.append(len(turns := whole(*given, **named))) or turns
    )
    for number in range(40):
        await say(room, info.id, f"mumble {number}")
    assert max(read) <= 6
    await room.aclose()
