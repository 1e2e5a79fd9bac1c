"""Schedule: what went well comes later and later, what did not comes back the same day, and days are days."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from agent.coaching.drills.judging import AGAIN, EASY, GOOD, HARD
from agent.coaching.drills.schedule import LONGEST_DAYS, ROUND, day_of, first_cards, is_due, reviewed
from agent.coaching.drills.standing import standing_with
from agent.model.practice.drill import DrillCard, Review, Skill
from tests.agent.coaching.drills.test_needs import need

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def review(at: datetime, passed: bool = True, moment: str = "m", held: bool = False, rating: int = GOOD) -> Review:
    """Return a review of saying back."""
    return Review(
        person=None, skill=Skill.SAY_BACK, moment=moment, line="A line.", passed=passed,
        rating=rating if passed else AGAIN, held_back=held, at=at,
    )  # fmt: skip


def fresh(due: datetime = NOON) -> DrillCard:
    return first_cards(None, [Skill.SAY_BACK], [Skill.SAY_BACK], due)[0]


def days_until(card: DrillCard, now: datetime) -> int:
    return (day_of(card.due) - day_of(now)).days


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_good_answer_is_due_tomorrow_and_then_later_and_later() -> None:
    card, now, waits = fresh(), NOON, []
    for _ in range(5):
        card = reviewed(card, GOOD, now, 1)
        waits.append(days_until(card, now))
        now = card.due
    assert waits == [1, 4, 14, 42, LONGEST_DAYS]


def test_the_better_the_answer_the_longer_it_rests() -> None:
    waits = [days_until(reviewed(fresh(), rating, NOON, 1), NOON) for rating in (AGAIN, HARD, GOOD, EASY)]
    assert waits[0] == 0
    assert waits[1] == 1
    assert waits == sorted(waits)
    assert waits[3] > waits[2]


def test_a_miss_is_due_again_today_until_the_round_is_over() -> None:
    missed = reviewed(fresh(), AGAIN, NOON, 1)
    assert is_due(missed.due, NOON)
    assert days_until(reviewed(missed, AGAIN, NOON, ROUND), NOON) == 1


def test_more_of_what_went_well_on_one_day_moves_nothing_on_and_a_miss_does() -> None:
    passed = reviewed(fresh(), EASY, NOON, 1)
    assert reviewed(passed, EASY, NOON + timedelta(minutes=1), 2) == passed
    assert is_due(reviewed(passed, AGAIN, NOON + timedelta(minutes=1), 2).due, NOON)


def test_the_same_answers_at_the_same_times_give_the_same_days() -> None:
    assert reviewed(fresh(), GOOD, NOON, 1) == reviewed(fresh(), GOOD, NOON, 1)


def test_weak_skills_come_first_and_the_others_one_after_another() -> None:
    cards = first_cards("p", Skill, {Skill.SET_LIMIT}, NOON)
    assert [days_until(card, NOON) for card in cards] == [2, 4, 0, 6, 8]
    assert {card.person for card in cards} == {"p"}


@pytest.mark.usefixtures("far_east")
def test_a_day_is_a_day_where_the_program_runs() -> None:
    evening = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # 11 at night in Auckland
    card = reviewed(fresh(evening), GOOD, evening, 1)
    assert not is_due(card.due, evening + timedelta(minutes=50))
    assert is_due(card.due, evening + timedelta(hours=2)), "past midnight it is tomorrow, though no day has passed"


def test_a_weak_session_makes_a_skill_due_at_once_until_it_is_drilled() -> None:
    card = reviewed(fresh(), GOOD, NOON, 1)
    later = need(at=NOON + timedelta(hours=1))
    stands = standing_with(card, [review(NOON)], [later], frozenset(), NOON + timedelta(hours=2))
    assert stands.is_due
    assert stands.need == later
    drilled = reviewed(card.model_copy(update={"due": stands.due}), GOOD, NOON + timedelta(hours=2), 2)
    after = standing_with(drilled, [review(NOON)], [later], frozenset(), NOON + timedelta(hours=3))
    assert not after.is_due
    assert after.need is None


def test_transfer_is_counted_apart_and_talks_with_kept_customers_too() -> None:
    reviews = [review(NOON), review(NOON, passed=False), review(NOON, held=True), review(NOON, held=True, passed=False)]
    needs = [need(persona="kept"), need(persona="kept", weak=False), need(persona="met", weak=False)]
    stands = standing_with(fresh(), reviews, needs, frozenset({"kept"}), NOON)
    assert (stands.taught.passed, stands.taught.asked) == (1, 2)
    assert (stands.transfer.passed, stands.transfer.asked) == (1, 2)
    assert (stands.talks.passed, stands.talks.asked) == (1, 2)
    assert stands.today == 4
    assert not stands.enough
    assert standing_with(fresh(), [*reviews, review(NOON)], needs, frozenset(), NOON).enough
    assert standing_with(fresh(), reviews, needs, frozenset(), NOON + DAY).today == 0
