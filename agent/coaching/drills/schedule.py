"""Schedule: when a skill is due again, by spaced repetition (FSRS). The only module that knows the scheduler.

A day is a day of this machine's calendar: what is due at nine tomorrow may be done at eight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from fsrs import Card, Rating, Scheduler

from agent.coaching.drills.judging import AGAIN
from agent.model.practice.drill import DrillCard, Skill

RETENTION = 0.93
"""How surely a skill should still be there when it is due. With it, a first good answer comes back tomorrow, then after
4, 14 and 42 days; fsrs's own .9 would begin with 2 days."""

LONGEST_DAYS = 60
"""A skill that goes well is still asked for every two months; this project's choice."""

ROUND = 5
"""Moments of one skill on one day; after that it is enough."""

APART = timedelta(days=2)
"""Between the days on which skills that no session called for are first due."""


def day_of(at: datetime) -> date:
    """Return the day of a time on this machine's calendar."""
    return at.astimezone().date()


def is_due(due: datetime, now: datetime) -> bool:
    """Say whether something is due today or before."""
    return day_of(due) <= day_of(now)


def first_cards(person: str | None, skills: Iterable[Skill], weak: Collection[Skill], now: datetime) -> list[DrillCard]:
    """Return the cards a person begins with: weak skills now, the others later, one after another."""
    cards, later = [], 0
    for skill in skills:
        later += skill not in weak
        due = now if skill in weak else now + later * APART
        cards.append(DrillCard(person=person, skill=skill, due=due, state=Card(card_id=1, due=due).to_json()))
    return cards


def reviewed(card: DrillCard, rating: int, now: datetime, today: int) -> DrillCard:
    """Return a card after an answer.

    A miss is due again the same day, until a round is over. More of what went well on the same day changes nothing.

    Args:
        rating: 1 (again) to 4 (easy). today: reviews of this skill on this day, this one included.
    """
    if rating > AGAIN and not is_due(card.due, now):
        return card
    moved, _ = _scheduler().review_card(Card.from_json(card.state), Rating(rating), now)
    due = now if rating == AGAIN and today < ROUND else moved.due
    return card.model_copy(update={"due": due, "state": moved.to_json()})


def last_reviewed(card: DrillCard) -> datetime | None:
    """Return when a skill was last reviewed in a way that moved its card, or None."""
    return Card.from_json(card.state).last_review


def _scheduler() -> Scheduler:
    """Return the scheduler: whole days and no chance, so that a page can tell a day and a test can hold it."""
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )
