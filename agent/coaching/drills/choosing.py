"""Choosing: which moment a person is given next. Pure: the same until it is answered, in every tab and any process."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from agent.model.practice.drill import DrillMoment, Review

TRANSFER_AFTER, TRANSFER_EVERY = 3, 4
"""Once a skill was passed so often, every so many-th review asks a customer it was never drilled with."""


def next_moment(moments: Sequence[DrillMoment], reviews: Sequence[Review], person: str) -> DrillMoment | None:
    """Return the moment to be answered next, or None where the library has none for this skill.

    Args:
        moments: all of one skill. reviews: the person's of this skill, oldest first. person: their id.
    """
    kept = [moment for moment in moments if moment.held_back]
    asked = sum(review.held_back for review in reviews)
    if kept and transfer_is_due(reviews):
        return _in_turn(kept, person)[asked % len(kept)]
    taught = [moment for moment in moments if not moment.held_back]
    return _in_turn(taught, person)[(len(reviews) - asked) % len(taught)] if taught else None


def transfer_is_due(reviews: Sequence[Review]) -> bool:
    """Say whether the next review asks a customer who is held back."""
    passed = sum(review.passed for review in reviews)
    return passed >= TRANSFER_AFTER and len(reviews) % TRANSFER_EVERY == TRANSFER_EVERY - 1


def _in_turn(moments: Sequence[DrillMoment], person: str) -> list[DrillMoment]:
    """Return moments in an order of the person's own in which no customer speaks twice before all have spoken."""
    mixed = sorted(moments, key=lambda moment: _shuffled(person, moment.id))
    spoken: dict[str, int] = {}
    rounds: list[tuple[int, int, DrillMoment]] = []
    for at, moment in enumerate(mixed):
        spoken[moment.persona] = spoken.get(moment.persona, 0) + 1
        rounds.append((spoken[moment.persona], at, moment))
    return [moment for _, _, moment in sorted(rounds, key=lambda one: one[:2])]


def _shuffled(person: str, moment: str) -> str:
    return hashlib.sha256(f"{person}\n{moment}".encode()).hexdigest()
