"""A disputed reading is struck and the talk goes on; where it cannot be, it is noted, and nothing else changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from agent.model.events import Disputed, Ended, Graded, Moved, Piece, Whole
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.session import Outcome
from agent.model.verdict import Code
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from agent.storage.store import Store
from tests.support.doubles import players
from tests.support.doubles.players import skilled
from tests.support.makers.disputing import BLAME, MEANT, dispute
from tests.support.makers.room_talk import say


@pytest.fixture
async def room(log_url: str) -> AsyncIterator[Room]:
    opened = players.room(log_url)
    yield opened
    await opened.aclose()


async def replayed(room: Room, session: str) -> list[bool]:
    return [step.agrees async for step in room.replay(session)]


async def test_an_accusation_is_struck_and_the_customer_answers_as_if_it_was_never_heard(room: Room) -> None:
    info = await room.start("test", seed=4)
    first = await say(room, info.id, skilled(1))
    blamed = await say(room, info.id, BLAME)
    assert blamed.state.resistance > first.state.resistance
    graded, moved, *pieces, whole, last = await dispute(room, info.id, 2)
    assert isinstance(graded, Graded)
    assert not graded.verdict.has(Code.CONFRONT)
    assert isinstance(moved, Moved)
    assert all(isinstance(piece, Piece) for piece in pieces)
    assert last == Disputed(None)
    assert isinstance(whole, Whole)
    assert whole.turn.state.resistance == first.state.resistance
    assert whole.turn.reply.text == "Answer 2 (2 said before)."
    assert room.turns(info.id) == [first, whole.turn]
    assert room.turns(info.id, 1) == [whole.turn]
    assert await replayed(room, info.id) == [True, True]
    (kept,) = Disputes(personal(room)).of(info.id)
    assert (kept.struck, kept.meant, kept.turn) == (True, MEANT, 2)
    assert (kept.was, kept.now) == (blamed.state.resistance, first.state.resistance)


async def test_the_next_line_goes_on_from_where_the_customer_stands_now(room: Room, log_url: str) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    (*_, whole, _) = await dispute(room, info.id, 1)
    assert isinstance(whole, Whole)
    second = await say(room, info.id, skilled(2))
    assert second.state.turn == 2
    assert second.state.resistance == pytest.approx(whole.turn.state.resistance + second.receipt.resistance)
    branch = await room.rewind(info.id, 1)
    assert room.turns(branch.id) == [whole.turn]
    assert await replayed(room, info.id) == [True, True]
    store = Store(log_url)
    assert store.state(branch.id) == whole.turn.state
    store.dispose()


async def test_another_server_on_the_log_goes_on_from_the_amended_turn(room: Room, log_url: str) -> None:
    other = players.room(log_url)
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    await dispute(other, info.id, 1)
    second = await say(room, info.id, "mumble")
    assert second.state.resistance == other.turns(info.id)[0].state.resistance
    await other.aclose()


async def test_a_customer_who_left_on_a_struck_accusation_is_back(room: Room) -> None:
    info = await room.start("test", seed=4)
    lines = [f"{BLAME}, page {number}" for number in range(1, 40)]
    for number, line in enumerate(lines, 1):  # noqa: B007 - the last one is wanted
        await say(room, info.id, line)
        if room.session(info.id).outcome is Outcome.WALKED_AWAY:
            break
    assert room.session(info.id).finished
    assert room.debrief(info.id) is not None
    events = await dispute(room, info.id, number, line)
    after = room.session(info.id)
    if after.outcome is Outcome.OPEN:
        assert not after.finished
        assert room.debrief(info.id) is None
        assert (await say(room, info.id, skilled(9))).number == number + 1
    else:  # they had warned, and a line that eases nothing ends it all the same; then the debrief is written anew
        assert isinstance(events[-1], Ended)
    assert Disputed(None) in events


async def test_a_doubtful_accusation_is_answered_by_the_dispute(room: Room) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, "doubt " + BLAME)
    assert room.turns(info.id)[0].state.unclear
    await dispute(room, info.id, 1, "doubt " + BLAME)
    (turn,) = room.turns(info.id)
    assert not turn.state.unclear
    assert turn.receipt.resistance == 0


async def test_a_reading_is_disputed_once_and_told_again_in_other_words(room: Room) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    await dispute(room, info.id, 1)
    again = await dispute(room, info.id, 1, meant="I was joking")
    assert [type(event) for event in again] == [Disputed]
    (kept,) = Disputes(personal(room)).of(info.id)
    assert (kept.meant, kept.struck) == ("I was joking", True)


@pytest.mark.parametrize("evidence", ["complex_reflection", "says_back"])
async def test_a_good_reading_is_only_noted(room: Room, evidence: str) -> None:
    info = await room.start("test", seed=4)
    turn = await say(room, info.id, skilled(1))
    (told,) = await dispute(room, info.id, 1, skilled(1), evidence)
    assert isinstance(told, Disputed)
    assert told.why == "this reading accuses you of nothing"
    assert room.turns(info.id) == [turn]
    assert not Disputes(personal(room)).of(info.id)[0].struck


async def _older(room: Room, session: str) -> None:
    await say(room, session, "mumble")


async def _branched(room: Room, session: str) -> None:
    await room.rewind(session, 1)


async def _ended(room: Room, session: str) -> None:
    await room.finish(session)


async def _nothing(room: Room, session: str) -> None:
    return None


@pytest.mark.parametrize(
    ("mode", "happens", "why"),
    [
        (Mode.PRACTICE, _older, "the talk has gone on since"),
        (Mode.PRACTICE, _branched, "another conversation of yours goes on from here"),
        (Mode.PRACTICE, _ended, "this conversation has ended"),
        (Mode.EXAM, _nothing, "an exam goes on as it was read"),
        (Mode.CALM, _older, "the talk has gone on since"),
    ],
)
async def test_where_the_talk_cannot_go_back_the_dispute_is_noted(
    room: Room, mode: Mode, happens: object, why: str
) -> None:
    terms = ExamTerms() if mode is Mode.EXAM else None
    info = await room.start("test", seed=4, mode=mode, terms=terms)
    await say(room, info.id, BLAME)
    assert callable(happens)
    await happens(room, info.id)
    before, debrief = room.turns(info.id), room.debrief(info.id)
    assert await dispute(room, info.id, 1) == [Disputed(why)]
    assert (room.turns(info.id), room.debrief(info.id)) == (before, debrief)
    (kept,) = Disputes(personal(room)).of(info.id)
    assert (kept.struck, kept.was) == (False, None)


async def test_in_calm_the_accusation_is_struck_too(room: Room) -> None:
    info = await room.start("test", seed=4, mode=Mode.CALM)
    await say(room, info.id, BLAME)
    assert (await dispute(room, info.id, 1))[-1] == Disputed(None)


async def test_a_shared_turn_is_disputed_where_it_was_said(room: Room) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    branch = await room.rewind(info.id, 1)
    await dispute(room, branch.id, 1)
    assert Disputes(personal(room)).of(branch.id) == Disputes(personal(room)).of(info.id)
    (line,) = room.log.disputes.listed()
    assert (line.dispute.session, line.rep, line.persona) == (info.id, BLAME, "test")


async def test_two_that_press_at_once_are_one_dispute(room: Room, log_url: str) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    both = await asyncio.gather(dispute(room, info.id, 1), dispute(room, info.id, 1))
    assert both[0] == both[1]
    assert len(Disputes(personal(room)).of(info.id)) == 1


async def test_erasing_takes_disputes_and_amended_turns_with_it(room: Room) -> None:
    info = await room.start("test", seed=4)
    await say(room, info.id, BLAME)
    await dispute(room, info.id, 1)
    await room.erase(info.id)
    assert room.log.disputes.listed() == []
