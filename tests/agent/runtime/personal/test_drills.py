"""Drills: a person's own, judged by the room's grader, due by their own weak sessions, on a clock that tests turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent.coaching.drills.schedule import ROUND
from agent.content.library import Library
from agent.errors import TurnRefused
from agent.model.practice.drill import Skill
from agent.model.practice.person import LOCAL, Person
from agent.runtime.personal.drills import Drills, skill_named
from agent.runtime.personal.personal_room import personal
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room

HEARD = "You were left alone with it."
PUSHED = "You should just use the board."


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(hour=12) + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now

    def skip(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def room(library: Library, url: str) -> Room:
    return fake_room(library, url)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def drills(room: Room, clock: Clock, person: Person = LOCAL) -> Drills:
    return Drills(personal(room, person), clock)


async def answer(at: Drills, line: str, skill: Skill = Skill.SAY_BACK) -> int:
    return await at.answer(skill, at.asked(skill).moment.id, line)


def days_to(at: Drills, clock: Clock, skill: Skill = Skill.SAY_BACK) -> int:
    return (at.standing_of(skill).due.astimezone().date() - clock.now.astimezone().date()).days


async def test_a_new_person_has_one_drill_today_and_one_after_another_later(room: Room, clock: Clock) -> None:
    stands = drills(room, clock).standings()
    assert [one.skill for one in stands] == list(Skill)
    assert [one.is_due for one in stands] == [True, False, False, False, False]
    clock.skip(2)
    assert [one.is_due for one in drills(room, clock).standings()] == [True, True, False, False, False]


async def test_what_was_answered_well_is_due_tomorrow_and_what_was_not_today(room: Room, clock: Clock) -> None:
    at = drills(room, clock)
    nth = await answer(at, PUSHED)
    assert not at.answered(nth).review.passed
    assert at.standing_of(Skill.SAY_BACK).is_due
    nth = await answer(at, HEARD)
    assert at.answered(nth).review.passed
    assert days_to(at, clock) == 1
    clock.skip(1)
    assert drills(room, clock).standing_of(Skill.SAY_BACK).is_due


async def test_days_survive_a_restart(room: Room, clock: Clock, library: Library, url: str) -> None:
    await answer(drills(room, clock), HEARD)
    before = drills(room, clock).standing_of(Skill.SAY_BACK)
    await room.aclose()
    anew = fake_room(library, url)
    assert drills(anew, clock).standing_of(Skill.SAY_BACK) == before
    await anew.aclose()


async def test_a_round_is_five_moments_and_then_it_is_enough_until_tomorrow(room: Room, clock: Clock) -> None:
    at, seen = drills(room, clock), []
    for number in range(1, ROUND + 1):
        asked = at.asked(Skill.SAY_BACK)
        assert (asked.number, asked.over) == (number, False)
        seen.append(asked.moment.id)
        await answer(at, PUSHED)
    assert len(set(seen)) == ROUND
    assert at.asked(Skill.SAY_BACK).over
    assert days_to(at, clock) == 1
    with pytest.raises(TurnRefused, match="enough"):
        await answer(at, HEARD)
    clock.skip(1)
    assert await answer(drills(room, clock), HEARD) == ROUND + 1


async def test_a_weak_session_makes_its_skills_due_now(room: Room, clock: Clock) -> None:
    mine = personal(room)
    at = drills(room, clock)
    await answer(at, HEARD)
    clock.skip(-1)  # the drill lies a day before the session that follows
    session = (await mine.start("test_customer")).id
    for _ in range(2):
        [event async for event in mine.say(session, PUSHED)]
    await mine.finish(session)
    fresh = Drills(mine)
    weak = {one.skill for one in fresh.standings() if one.is_due}
    assert Skill.LEAVE_CHOICE in weak
    need = fresh.standing_of(Skill.LEAVE_CHOICE).need
    assert need is not None
    assert need.session == session


async def test_an_answer_to_another_moment_or_sent_twice_is_refused(room: Room, clock: Clock) -> None:
    at = drills(room, clock)
    first = at.asked(Skill.SAY_BACK).moment.id
    await at.answer(Skill.SAY_BACK, first, HEARD)
    for moment in (first, "made up", "", at.asked(Skill.LEAVE_CHOICE).moment.id):
        with pytest.raises(TurnRefused, match="answered already"):
            await at.answer(Skill.SAY_BACK, moment, HEARD)
    assert len(room.log.drills.reviews(None)) == 1


@pytest.mark.parametrize("line", ["", "   ", "\u202e\u200b", "y" * 4001, "?! ..."])
async def test_a_line_that_cannot_be_read_is_no_review(room: Room, clock: Clock, line: str) -> None:
    at = drills(room, clock)
    with pytest.raises(TurnRefused):
        await answer(at, line)
    assert room.log.drills.reviews(None) == []
    assert at.asked(Skill.SAY_BACK).number == 1


async def test_nobody_sees_anothers_answers(room: Room, clock: Clock) -> None:
    ada, bo = (Person(id=name, name=name, shown=name) for name in ("ada", "bo"))
    nth = await answer(drills(room, clock, ada), HEARD)
    assert drills(room, clock, ada).answered(nth).review.line == HEARD
    for other in (bo, LOCAL):
        with pytest.raises(TurnRefused, match="not there"):
            drills(room, clock, other).answered(nth)
        assert drills(room, clock, other).standing_of(Skill.SAY_BACK).recent == ()


def test_a_skill_that_there_is_not_is_told() -> None:
    assert skill_named("set_limit") is Skill.SET_LIMIT
    with pytest.raises(TurnRefused, match="no drill of that name"):
        skill_named("juggling")
