"""Drill log: answers to moments, and when each skill of a person is due again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Row, func, select, true

from agent.errors import StoreError
from agent.model.practice.drill import Answered, DrillCard, DrillMoment, Review, Skill
from agent.model.verdict import Verdict
from agent.storage.database import Database
from agent.storage.people_tables import drill_cards, drill_reviews
from agent.storage.tables import endings, sessions


class DrillLog:
    """Keeps drill cards and reviews. A person is their id, or None for the one of a room without accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, cards: Iterable[DrillCard]) -> None:
        """Keep cards of skills that have none yet; those that are there stay as they are."""
        with self._database.writing() as connection:
            for card in cards:
                self._database.insert_once(connection, drill_cards, _review_row(card))

    def cards(self, person: str | None) -> list[DrillCard]:
        """Return a person's cards."""
        with self._database.reading() as connection:
            rows = connection.execute(select(drill_cards).where(drill_cards.c.person == (person or "")))
            return [_card_of(row) for row in rows]

    def add(self, review: Review, moment: DrillMoment, verdict: Verdict, card: DrillCard, last: int) -> int | None:
        """Keep an answer and the card as it stands after it; return its number.

        Args:
            last: the number of the person's newest review that this answer knows of, 0 for none.

        Returns:
            None, and nothing is kept, where another answer came first: the same one sent twice, or from another tab.
        """
        with self._database.writing() as connection:
            if _newest(connection, review.person) != last:
                return None
            rest = json.dumps({"moment": moment.model_dump(mode="json"), "verdict": verdict.model_dump(mode="json")})
            values = review.model_dump() | {"person": review.person or "", "nth": last + 1, "rest": rest}
            values |= {"skill": review.skill.value, "passed": int(review.passed), "held_back": int(review.held_back)}
            if not self._database.insert_once(connection, drill_reviews, values):
                return None
            self._database.insert_or_take(connection, drill_cards, _review_row(card), true())
        return last + 1

    def reviews(self, person: str | None) -> list[Answered]:
        """Return a person's reviews, oldest first."""
        mine = drill_reviews.c.person == (person or "")
        with self._database.reading() as connection:
            rows = connection.execute(select(drill_reviews).where(mine).order_by(drill_reviews.c.nth))
            return [_answered(row, person) for row in rows]

    def of(self, person: str | None) -> tuple[list[DrillCard], list[Answered]]:
        """Return all that is kept of a person's drills, for an export."""
        return self.cards(person), self.reviews(person)

    def erase(self, person: str | None) -> None:
        """Erase all that is kept of a person's drills."""
        with self._database.writing() as connection:
            for table in (drill_reviews, drill_cards):
                connection.execute(table.delete().where(table.c.person == (person or "")))
        self._database.scrub()

    def finished(self, person: str | None, most: int) -> list[tuple[str, datetime]]:
        """Return the ids of a person's sessions that have ended last, and when, newest first."""
        asked = select(sessions.c.id, endings.c.at).join_from(sessions, endings, endings.c.session == sessions.c.id)
        newest = asked.where(sessions.c.owner.is_not_distinct_from(person)).order_by(endings.c.at.desc()).limit(most)
        with self._database.reading() as connection:
            return [(row.id, row.at) for row in connection.execute(newest)]


def _newest(connection: Connection, person: str | None) -> int:
    mine = drill_reviews.c.person == (person or "")
    return int(connection.execute(select(func.coalesce(func.max(drill_reviews.c.nth), 0)).where(mine)).scalar_one())


def _review_row(card: DrillCard) -> dict[str, Any]:
    return {"person": card.person or "", "skill": card.skill.value, "due": card.due, "state": card.state}


def _card_of(row: Row[Any]) -> DrillCard:
    return DrillCard(person=row.person or None, skill=Skill(row.skill), due=row.due, state=row.state)


def _answered(row: Row[Any], person: str | None) -> Answered:
    try:
        rest = json.loads(row.rest)
        kept = {name: getattr(row, name) for name in ("skill", "moment", "line", "passed", "rating", "held_back", "at")}
        review = Review.model_validate({**kept, "person": person})
        moment, verdict = DrillMoment.model_validate(rest["moment"]), Verdict.model_validate(rest["verdict"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise StoreError("a review in the log is damaged. Mend: restore a copy of the log.") from error
    return Answered(nth=row.nth, review=review, moment=moment, verdict=verdict)
