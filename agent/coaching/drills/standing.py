"""Standing: where a person stands with each skill, and what is due. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.coaching.drills.needs import Need
from agent.coaching.drills.schedule import ROUND, day_of, is_due, last_reviewed
from agent.model.practice.drill import DrillCard, Review, Skill

RECENT = 12
"""Reviews that the trend of a skill shows."""


@dataclass(frozen=True)
class Tally:
    """So many passed of so many asked."""

    passed: int
    asked: int


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a skill.

    Attributes:
        due: when it is due; for a weak one since the session that showed it. is_due: that is today or before.
        need: the newest session that made it due, or None. today: reviews on this day.
        recent: the newest reviews, oldest first.
        taught: reviews with customers of the drills. transfer: with customers one never drilled with, in drills;
        talks: in finished sessions with such customers.
    """

    skill: Skill
    due: datetime
    is_due: bool
    need: Need | None
    today: int
    recent: tuple[Review, ...]
    taught: Tally
    transfer: Tally
    talks: Tally

    @property
    def enough(self) -> bool:
        """A round of it was done on this day."""
        return self.today >= ROUND


def standing_with(
    card: DrillCard, reviews: Sequence[Review], needs: Sequence[Need], kept: frozenset[str], now: datetime
) -> Standing:
    """Return where a person stands with the skill of a card.

    Args:
        reviews: theirs of this skill, oldest first. needs: how it stood in their finished sessions, newest first.
        kept: ids of the customers that are held back.
    """
    since = last_reviewed(card)
    need = next((need for need in needs if need.weak and (since is None or need.at > since)), None)
    due = min(card.due, need.at) if need else card.due
    return Standing(
        skill=card.skill,
        due=due,
        is_due=is_due(due, now),
        need=need,
        today=reviews_on(reviews, now),
        recent=tuple(reviews[-RECENT:]),
        taught=_tally([review for review in reviews if not review.held_back]),
        transfer=_tally([review for review in reviews if review.held_back]),
        talks=_talks([need for need in needs if need.persona in kept and need.called_for]),
    )


def reviews_on(reviews: Sequence[Review], now: datetime) -> int:
    """Count the reviews of a day."""
    return sum(day_of(review.at) == day_of(now) for review in reviews)


def by_skill(needs: Sequence[Need]) -> Mapping[Skill, list[Need]]:
    """Return needs by skill, in the order they came in."""
    return {skill: [need for need in needs if need.skill is skill] for skill in Skill}


def _tally(reviews: Sequence[Review]) -> Tally:
    return Tally(sum(review.passed for review in reviews), len(reviews))


def _talks(needs: Sequence[Need]) -> Tally:
    return Tally(sum(not need.weak for need in needs), len(needs))
