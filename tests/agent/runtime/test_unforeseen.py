"""The unforeseen path: whatever raises in a turn, the line is kept, the rep is told and the session goes on."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import pytest

from agent.errors import TurnRefused
from agent.model.events import Graded, NotAnswered, Piece, Taken, Whole
from agent.model.turn import Turn, UnansweredLine
from agent.runtime.scripted_play import Script, play
from agent.runtime.turns.turn_runner import MOST_RESUMES
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.broken_players import EXPECTED, SECRET, Broken, room_with_deadline, told
from tests.support.doubles.players import SKILLED, Players


@pytest.fixture(autouse=True)
def _all_events(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "agent")


@pytest.mark.parametrize("part", ["grader", "decider", "customer"])
async def test_an_engine_that_raises_ends_the_turn_as_not_answered(
    url: str, part: str, caplog: pytest.LogCaptureFixture
) -> None:
    cast = Broken(part)
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, "mumble first"))
    events = await told(room.say(info.id, SKILLED, request="r2"))
    line = UnansweredLine(number=2, rep=SKILLED, why=EXPECTED)
    assert (events[0], events[-1]) == (Taken(2), NotAnswered(line))
    assert room.session(info.id).unanswered
    assert room.pending(info.id) is None
    cast.broken = False
    whole = (await told(room.say(info.id, SKILLED, request="r3")))[-1]
    assert isinstance(whole, Whole)
    assert (whole.turn.number, whole.turn.state.turn) == (3, 1), "what was not answered is no turn for the law"
    assert [kept.rep for kept in room.unanswered(info.id)] == ["mumble first", SKILLED]
    assert [turn.rep for turn in room.turns(info.id)] == [SKILLED]
    stands = room.session(info.id)
    assert (stands.turns, stands.last, stands.lines, stands.unanswered) == (1, 3, 3, False)
    failed = [record for record in caplog.records if getattr(record, "event", "") == "turn_not_answered"]
    assert [(fields["session"], fields["turn"]) for fields in (vars(record)["fields"] for record in failed)] == [
        (info.id, 1),
        (info.id, 2),
    ]
    await room.aclose()


@pytest.mark.parametrize("error", [ValueError(SECRET), RecursionError(SECRET), MemoryError(), KeyError(SECRET)])
async def test_why_is_told_in_plain_words_that_quote_nobody(url: str, error: Exception) -> None:
    room = players.room(url, Broken("grader", error))
    info = await room.start("test")
    last = (await told(room.say(info.id, SKILLED)))[-1]
    assert isinstance(last, NotAnswered)
    why = last.line.why
    assert type(error).__name__ in why
    assert SECRET not in why
    await room.aclose()


async def test_trying_again_answers_the_line_in_its_place(url: str) -> None:
    cast = Broken("customer")
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, SKILLED, request="r1"))
    again = await told(room.retry(info.id))
    assert isinstance(again[-1], NotAnswered)
    assert len(room.unanswered(info.id)) == 1, "one line, however often it was tried"
    cast.broken = False
    whole = (await told(room.retry(info.id)))[-1]
    assert isinstance(whole, Whole)
    assert (whole.turn.number, whole.turn.rep) == (1, SKILLED)
    assert room.unanswered(info.id) == []
    assert (room.session(info.id).turns, room.session(info.id).unanswered) == (1, False)
    assert (await told(room.retry(info.id)))[-1] == whole, "an answered line is told again, not answered again"
    assert len(room.turns(info.id)) == 1
    await room.aclose()


async def test_a_line_that_was_passed_over_is_not_answered_any_more(url: str) -> None:
    cast = Broken("grader")
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, "mumble one", request="r1"))
    cast.broken = False
    await told(room.say(info.id, "mumble two", request="r2"))
    sent_again = await told(room.say(info.id, "mumble one", request="r1"))
    assert [type(event) for event in sent_again] == [Taken, NotAnswered]
    log = Store(url)
    late = room.turns(info.id)[0].model_copy(update={"number": 1, "rep": "mumble one"})
    with pytest.raises(TurnRefused, match="a later one was said"):
        log.finish(info.id, late)
    log.dispose()
    assert [turn.rep for turn in room.turns(info.id)] == ["mumble two"]
    await room.aclose()


async def test_the_grader_does_not_hear_what_was_not_answered(url: str) -> None:
    cast = Broken("grader")
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, "mumble lost"))
    cast.broken = False
    await told(room.say(info.id, SKILLED))
    assert [said.text for said in cast.graders.seen[-1][1]] == [info.opening]
    await room.aclose()


async def test_a_turn_past_its_deadline_is_not_answered(url: str) -> None:
    cast = Broken("customer", TimeoutError())
    room = room_with_deadline(url, cast, deadline=0.3, lease=0.5)
    info = await room.start("test")
    events = await told(room.say(info.id, SKILLED))
    assert isinstance(events[1], Graded)
    assert isinstance(events[-1], NotAnswered)
    assert events[-1].line.why == "no answer came in time"
    cast.broken = False
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    await room.aclose()


async def test_a_pending_line_that_fails_when_taken_up_is_not_tried_at_each_opening(url: str) -> None:
    cast = Broken("grader")
    room = players.room(url, cast)
    info = await room.start("test")
    log = Store(url)
    log.submit(info.id, SKILLED, "before the crash")
    log.dispose()
    assert isinstance((await told(room.resume(info.id)))[-1], NotAnswered)
    for _ in range(3):
        assert await told(room.resume(info.id)) == []
    assert cast.tries == 1
    await room.aclose()


async def test_a_line_that_stops_the_program_each_time_does_not_shut_the_session(url: str) -> None:
    cast = Players()
    info = await (first := players.room(url, cast)).start("test")
    await first.aclose()
    cast.graders.gate.clear()
    log = Store(url)
    log.submit(info.id, "mumble: freezes", "r1")
    for _ in range(MOST_RESUMES):
        room = players.room(url, cast)
        opening = asyncio.create_task(told(room.resume(info.id)))
        seen = len(cast.graders.seen)
        while len(cast.graders.seen) == seen:
            await asyncio.sleep(0.01)
        await room.aclose()
        with suppress(TurnRefused):
            await opening
        assert log.pending(info.id), "a stop leaves it pending"
    room = players.room(url, cast)
    last = (await told(room.resume(info.id)))[-1]
    assert isinstance(last, NotAnswered)
    assert "stopped each time" in last.line.why
    cast.graders.gate.set()
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    log.dispose()
    await room.aclose()


async def test_closing_the_room_cancels_what_hangs_and_leaves_the_line_pending(url: str) -> None:
    cast = Broken("customer", TimeoutError())
    room = players.room(url, cast)
    info = await room.start("test")
    listener = asyncio.create_task(told(room.say(info.id, SKILLED)))
    while not cast.tries:
        await asyncio.sleep(0.01)
    began = asyncio.get_running_loop().time()
    await room.aclose()
    assert asyncio.get_running_loop().time() - began < 3
    with pytest.raises(TurnRefused, match="closed"):
        await listener
    log = Store(url)
    pending = log.pending(info.id)
    assert pending is not None
    assert pending.text == SKILLED
    assert log.claim(info.id, "the next process", 1), "the lease was given back"
    log.dispose()


async def test_another_process_waits_no_longer_than_a_turn_can_last(url: str) -> None:
    room = room_with_deadline(url, Players(), deadline=0.4, lease=0.2)
    info = await room.start("test")
    log = Store(url)
    assert log.claim(info.id, "a process that hangs", 10)
    began = asyncio.get_running_loop().time()
    with pytest.raises(TurnRefused, match="another window or server"):
        await told(room.say(info.id, SKILLED))
    assert 0.4 < asyncio.get_running_loop().time() - began < 5
    log.dispose()
    await room.aclose()


async def test_a_branch_goes_back_over_what_was_not_answered(url: str) -> None:
    cast = Broken("grader")
    cast.broken = False
    room = players.room(url, cast)
    info = await room.start("test")
    await told(room.say(info.id, "mumble one"))
    cast.broken = True
    await told(room.say(info.id, "mumble lost"))
    cast.broken = False
    await told(room.say(info.id, "mumble three"))
    branch = await room.rewind(info.id, 2)
    assert (branch.parent_turn, branch.turns) == (1, 1)
    later = await room.rewind(info.id, 3)
    assert (later.parent_turn, later.turns, later.last) == (3, 2, 3)
    assert [line.rep for line in room.unanswered(later.id)] == ["mumble lost"]
    assert len(room.turns(later.id, last=2)) == 2
    await told(room.say(later.id, SKILLED))
    assert (room.session(later.id).turns, room.session(later.id).last) == (3, 4)
    assert [turn.number for turn in room.turns(later.id, last=2)] == [3, 4]
    await room.aclose()


async def test_a_script_goes_on_after_a_line_that_is_not_answered(url: str) -> None:
    cast = Broken("grader")
    room = players.room(url, cast)
    info = await room.start("test")
    steps = []
    async for step in play(room, info, Script("a.txt", ("mumble one", "mumble two"))):
        steps.append(step)
        cast.broken = False
    assert [type(step).__name__ for step in steps] == ["UnansweredLine", "Turn", "Debrief"]
    assert cast.tries == 2, "tried once more before it is passed over"
    assert isinstance(steps[1], Turn)
    assert steps[1].rep == "mumble two"
    await room.aclose()


async def test_pieces_of_a_lost_answer_are_not_kept(url: str) -> None:
    cast = Broken("customer")
    room = players.room(url, cast)
    info = await room.start("test")
    assert Piece("Well ") in await told(room.say(info.id, SKILLED))
    cast.broken = False
    whole = (await told(room.retry(info.id)))[-1]
    assert isinstance(whole, Whole)
    assert "Well" not in whole.turn.reply.text
    await room.aclose()
