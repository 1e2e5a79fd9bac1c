"""An exam keeps back what it must, counts its attempts whatever is erased, and ends by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from agent.content.library import Library
from agent.errors import TurnRefused
from agent.model.events import Ended, Event, Graded, Moved, Whole
from agent.model.practice.person import Person
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.turn import SessionInfo
from agent.runtime.personal import exams
from agent.runtime.personal.exams import Result
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.room import open_room
from agent.settings import load_settings
from tests.support.doubles.fake_room import fake_room

WARM = "You kept it going alone. What would make it worth it to you?"
WHO = "test_customer"
TERMS = ExamTerms(pass_mark=30, most_lines=3, attempts=2)


@pytest.fixture
async def room(library: Library, url: str) -> AsyncIterator[PersonalRoom]:
    made = fake_room(library, url)
    made.exam_terms = TERMS
    yield personal(made)
    await made.aclose()


async def say(room: PersonalRoom, session: str, line: str) -> list[Event]:
    return [event async for event in room.say(session, line)]


async def sit(room: PersonalRoom, *lines: str) -> SessionInfo:
    """Take an exam with these lines to its end."""
    info = await room.start(WHO, mode=Mode.EXAM)
    for line in lines:
        await say(room, info.id, line)
    await room.finish(info.id)
    async for _ in room.resume(info.id):  # whoever ended it lets go of it
        pass
    return room.session(info.id)


def result(room: PersonalRoom, info: SessionInfo) -> exams.Standing:
    told = room.debrief(info.id)
    assert told is not None
    found = exams.came_of(room.room, info, told)
    assert found is not None
    return found


async def test_an_exam_tells_the_words_alone_until_it_is_over(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.EXAM)
    events = await say(room, info.id, WARM)
    assert not [event for event in events if isinstance(event, Graded | Moved)]
    (turn,) = [event.turn for event in events if isinstance(event, Whole)]
    (logged,) = room.room.turns(info.id)
    assert logged.receipt.entries, "the line did move something"
    assert [turn] == room.turns(info.id) == [exams.veiled(logged)]
    assert (turn.rep, turn.reply.text) == (logged.rep, logged.reply.text)
    assert (turn.receipt.entries, turn.verdict.codes, turn.intent, turn.memory) == ((), (), None, ())
    assert (turn.state.resistance, turn.state.trust, turn.state.unlocked) == (0.0, 0.0, ())
    await room.finish(info.id)
    assert room.turns(info.id) == [logged]


async def test_practice_tells_everything(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.PRACTICE)
    assert {Graded, Moved} <= {type(event) for event in await say(room, info.id, WARM)}
    assert info.terms is None


async def test_the_last_line_ends_an_exam_and_no_more_are_taken(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.EXAM)
    for number in range(TERMS.most_lines):
        events = await say(room, info.id, f"{WARM} {number}")
    assert isinstance(events[-1], Ended)
    assert room.session(info.id).finished
    with pytest.raises(TurnRefused):
        await say(room, info.id, "One more?")


async def test_the_end_that_was_not_reached_is_reached_when_the_exam_is_opened_again(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.EXAM)
    for number in range(TERMS.most_lines):  # the lines are said past the door that ends the exam
        async for _ in room.room.say(info.id, f"{WARM} {number}"):
            pass
    with pytest.raises(TurnRefused, match="3 lines of this exam have been said"):
        await say(room, info.id, "One more?")
    assert isinstance([event async for event in room.resume(info.id)][-1], Ended)


async def test_an_exam_is_not_gone_back_in_before_or_after_its_end(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.EXAM)
    await say(room, info.id, WARM)
    with pytest.raises(TurnRefused, match="cannot be gone back in"):
        await room.rewind(info.id, 0)
    await room.finish(info.id)
    with pytest.raises(TurnRefused, match="cannot be gone back in"):
        await room.rewind(info.id, 1)
    assert len(room.sessions()) == 1


async def test_a_branch_keeps_the_mode(room: PersonalRoom) -> None:
    info = await room.start(WHO, mode=Mode.CALM)
    await say(room, info.id, WARM)
    assert (await room.rewind(info.id, 0)).mode is Mode.CALM


async def test_an_open_exam_is_gone_on_with_and_one_without_a_line_is_no_attempt(room: PersonalRoom) -> None:
    first = await room.start(WHO, mode=Mode.EXAM)
    assert (await room.start(WHO, mode=Mode.EXAM)).id == first.id
    await room.finish(first.id)
    assert exams.attempts(room.room, None, WHO, TERMS).used == 0


async def test_attempts_are_counted_and_more_are_refused_even_when_one_was_erased(room: PersonalRoom) -> None:
    for _ in range(TERMS.attempts):
        info = await sit(room, WARM, WARM)
        await room.erase(info.id)
    assert room.sessions() == []
    assert exams.attempts(room.room, None, WHO, TERMS).left == 0
    with pytest.raises(TurnRefused, match="all 2 attempts with this customer have been used"):
        await room.start(WHO, mode=Mode.EXAM)
    assert (await room.start(WHO)).mode is Mode.PRACTICE


async def test_attempts_are_each_persons_own(room: PersonalRoom) -> None:
    for _ in range(TERMS.attempts):
        await sit(room, WARM)
    other = PersonalRoom(room.room, Person(id="p2", name="bea", shown="Bea"))
    assert (await other.start(WHO, mode=Mode.EXAM)).owner == "p2"


async def test_exams_opened_at_the_same_moment_are_no_more_attempts(room: PersonalRoom) -> None:
    opened = [await room.room.start(WHO, mode=Mode.EXAM, terms=TERMS) for _ in range(TERMS.attempts + 1)]
    for info in opened[:-1]:
        await say(room, info.id, WARM)
    with pytest.raises(TurnRefused, match="have been used"):
        await say(room, opened[-1].id, WARM)
    await say(room, opened[0].id, WARM)


async def test_an_exam_that_could_not_be_graded_has_no_result_and_is_no_attempt(room: PersonalRoom) -> None:
    info = await sit(room, WARM, "…", "?!")
    found = result(room, info)
    assert (found.result, found.number, found.score.points) == (Result.NONE, None, None)
    assert exams.attempts(room.room, None, WHO, TERMS).used == 0
    await room.erase(info.id)
    assert exams.attempts(room.room, None, WHO, TERMS).used == 0
    for _ in range(TERMS.attempts):
        await sit(room, "…", "?!", "…")
    assert exams.attempts(room.room, None, WHO, TERMS).used == 1, "and nobody gets endless tries by saying nothing"


async def test_what_came_of_it_is_told_with_its_number(room: PersonalRoom) -> None:
    good = await sit(room, WARM, f"{WARM} Really.", f"{WARM} Truly.")
    bad = await sit(room, *["You should just use our product."] * 3)
    assert (result(room, good).result, result(room, good).number) == (Result.PASSED, 1)
    assert (result(room, bad).result, result(room, bad).number) == (Result.NOT_PASSED, 2)


async def test_one_good_line_is_no_exam(room: PersonalRoom) -> None:
    found = result(room, await sit(room, WARM))
    assert found.score.points is not None
    assert found.score.points >= TERMS.pass_mark
    assert (found.result, found.least) == (Result.TOO_SHORT, 2)


async def test_terms_of_ones_own_are_kept_with_the_exam(room: PersonalRoom) -> None:
    own = ExamTerms(pass_mark=90, most_lines=5, attempts=1)
    info = await room.start(WHO, mode=Mode.EXAM, terms=own)
    assert room.session(info.id).terms == own


def test_the_settings_make_the_terms_of_new_exams() -> None:
    settings = load_settings(exam_pass_mark=77, exam_lines=4, exam_attempts=9)
    assert open_room(settings, "embedded").exam_terms == ExamTerms(pass_mark=77, most_lines=4, attempts=9)
