"""The unforeseen path: whatever raises in a turn, the line is kept, the rep is told and the session goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from agent.customer.turn_context import TurnContext
from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.events import Event, Graded, NotAnswered, NotDebriefed, Piece, Taken, Whole
from agent.model.intent import Intent
from agent.model.session import Reply, UnansweredLine
from agent.model.verdict import Said, Verdict
from agent.runtime.room import Room
from agent.runtime.scripted_play import Script, play
from agent.runtime.turn_runner import MOST_RESUMES
from agent.storage.store import Store
from tests.support import players
from tests.support.players import SKILLED, Players, WordCustomer, WordDecider, WordGrader

SECRET = "sk-secret and the rep's own words"
EXPECTED = "an unforeseen error in the program (ValueError)"


class Broken(Players):
    """Engines in which one part raises, or hangs, as long as `broken` says so."""

    def __init__(self, part: str, error: BaseException | None = None) -> None:
        super().__init__(_Grader(self))
        self.part, self.error, self.broken, self.tries = part, error or ValueError(SECRET), True, 0

    def decider(self) -> WordDecider:
        return _Decider(self)

    def customer(self, session: str | None = None) -> WordCustomer:
        return _Customer(self)

    def debriefer(self) -> Any:
        return _Debriefer(self) if self.part == "debrief" else super().debriefer()

    async def fail(self, part: str) -> None:
        if self.broken and part == self.part:
            self.tries += 1
            if isinstance(self.error, TimeoutError):
                await asyncio.sleep(3600)
            raise self.error


class _Grader(WordGrader):
    def __init__(self, cast: Broken) -> None:
        super().__init__()
        self.cast = cast

    async def grade(self, line: str, context: Sequence[Said]) -> Verdict:
        await self.cast.fail("grader")
        return await super().grade(line, context)


class _Decider(WordDecider):
    def __init__(self, cast: Broken) -> None:
        self.cast = cast

    def decide(self, context: TurnContext) -> Intent:
        if self.cast.broken and self.cast.part == "decider":
            raise self.cast.error
        return super().decide(context)


class _Customer(WordCustomer):
    def __init__(self, cast: Broken) -> None:
        self.cast = cast

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        yield "Well "
        await self.cast.fail("customer")
        async for piece in super().reply(context, intent):
            yield piece


class _Debriefer:
    engine = "broken"

    def __init__(self, cast: Broken) -> None:
        self.cast = cast

    async def debrief(self, *_: object) -> Debrief:
        await self.cast.fail("debrief")
        raise AssertionError("only called while broken")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'log.db'}"


async def told(events: AsyncIterator[Event]) -> list[Event]:
    return [event async for event in events]


@pytest.fixture
def broken_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Let a method of the store raise for its next few calls."""

    def break_(name: str, times: int) -> None:
        whole, left = getattr(Store, name), [times]

        def maybe(*given: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] >= 0:
                raise ValueError(SECRET)
            return whole(*given, **named)

        monkeypatch.setattr(Store, name, maybe)

    return break_


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
    assert [(record.fields["session"], record.fields["turn"]) for record in failed] == [(info.id, 1), (info.id, 2)]
    await room.aclose()


@pytest.mark.parametrize("error", [ValueError(SECRET), RecursionError(SECRET), MemoryError(), KeyError(SECRET)])
async def test_why_is_told_in_plain_words_that_quote_nobody(url: str, error: Exception) -> None:
    room = players.room(url, Broken("grader", error))
    info = await room.start("test")
    why = (await told(room.say(info.id, SKILLED)))[-1].line.why
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


async def test_a_store_that_raises_while_it_finishes_keeps_both_lines_once(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("finish", 1)
    assert isinstance((await told(room.say(info.id, "mumble one")))[-1], NotAnswered)
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    assert [line.rep for line in room.unanswered(info.id)] == ["mumble one"]
    assert [turn.rep for turn in room.turns(info.id)] == [SKILLED]
    await room.aclose()


async def test_a_log_that_cannot_even_take_the_failure_leaves_the_line_pending_and_says_so(
    url: str, broken_store: Callable[[str, int], None], caplog: pytest.LogCaptureFixture
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("finish", 1)
    broken_store("fail", 1)
    assert isinstance((await told(room.say(info.id, "mumble one")))[-1], NotAnswered)
    assert room.pending(info.id) == "mumble one"
    assert "turn_not_recorded" in [getattr(record, "event", "") for record in caplog.records]
    assert isinstance((await told(room.say(info.id, SKILLED)))[-1], Whole)
    assert [turn.rep for turn in room.turns(info.id)] == ["mumble one", SKILLED]
    await room.aclose()


async def test_a_turn_past_its_deadline_is_not_answered(url: str) -> None:
    cast = Broken("customer", TimeoutError())
    room = Room(players.Shelf(), lambda: Store(url), cast, deadline=0.3, lease=0.5)
    info = await room.start("test")
    events = await told(room.say(info.id, SKILLED))
    assert isinstance(events[1], Graded)
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
    assert "stopped each time" in (await told(room.resume(info.id)))[-1].line.why
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
    assert log.pending(info.id).text == SKILLED
    assert log.claim(info.id, "the next process", 1), "the lease was given back"
    log.dispose()


async def test_another_process_waits_no_longer_than_a_turn_can_last(url: str) -> None:
    room = Room(players.Shelf(), lambda: Store(url), Players(), deadline=0.4, lease=0.2)
    info = await room.start("test")
    log = Store(url)
    assert log.claim(info.id, "a process that hangs", 10)
    began = asyncio.get_running_loop().time()
    with pytest.raises(TurnRefused, match="another window or server"):
        await told(room.say(info.id, SKILLED))
    assert 0.4 < asyncio.get_running_loop().time() - began < 5
    log.dispose()
    await room.aclose()


async def test_a_debrief_that_raises_is_stood_in_for_and_says_so(url: str, caplog: pytest.LogCaptureFixture) -> None:
    room = players.room(url, Broken("debrief"))
    info = await room.start("test")
    await told(room.say(info.id, SKILLED))
    debrief = await room.finish(info.id)
    assert EXPECTED in debrief.degraded
    assert room.session(info.id).finished
    assert "debrief_failed" in [getattr(record, "event", "") for record in caplog.records]
    await room.aclose()


async def test_a_debrief_that_cannot_be_kept_is_told_and_tried_only_when_asked_for(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("close_session", 1)
    events: list[Event] = []
    while not events or isinstance(events[-1], Whole):
        events = await told(room.say(info.id, "blame: you again"))
    assert isinstance(events[-1], NotDebriefed)
    assert isinstance(events[-2], Whole)
    assert await told(room.resume(info.id)) == []
    assert isinstance(await room.finish(info.id), Debrief)
    await room.aclose()


async def test_a_debrief_that_fails_when_asked_for_is_refused_with_why(
    url: str, broken_store: Callable[[str, int], None]
) -> None:
    room = players.room(url)
    info = await room.start("test")
    broken_store("close_session", 1)
    with pytest.raises(TurnRefused, match=r"debrief could not be written .*ValueError"):
        await room.finish(info.id)
    assert isinstance(await room.finish(info.id), Debrief)
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
    assert steps[1].rep == "mumble two"
    await room.aclose()


async def test_pieces_of_a_lost_answer_are_not_kept(url: str) -> None:
    cast = Broken("customer")
    room = players.room(url, cast)
    info = await room.start("test")
    assert Piece("Well ") in await told(room.say(info.id, SKILLED))
    cast.broken = False
    whole = (await told(room.retry(info.id)))[-1]
    assert "Well" not in whole.turn.reply.text
    await room.aclose()


@pytest.fixture(autouse=True)
def _all_events(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "agent")
