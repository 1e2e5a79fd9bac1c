"""Accounts: the people who may come in, as the log keeps them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from agent.model.practice.person import Person, Role
from agent.storage.database import Database
from agent.storage.people_tables import people


class Accounts:
    """Reads and writes accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def person(self, person: str) -> Person | None:
        """Return somebody by id, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(people).where(people.c.id == person)).first()
        return _person_of(row) if row is not None else None


def _person_of(row: Row[Any]) -> Person:
    return Person(
        id=row.id, name=row.name, shown=row.shown, role=Role(row.role), team=row.team, active=bool(row.active)
    )
