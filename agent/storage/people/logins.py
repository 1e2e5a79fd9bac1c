"""Logins: browsers that are signed in. Each has its own cookie, and is signed out alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from agent.model.practice.person import Person
from agent.storage.database import Database
from agent.storage.people.accounts import person_of
from agent.storage.people.tokens import kept, new_token
from agent.storage.people_tables import logins, people

MOST = 20
"""Logins of one person that are kept; with one more, the oldest ends. Nobody has more browsers."""


class Logins:
    """Begins and ends logins. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, person: str, hours: float, now: datetime | None = None) -> str:
        """Sign a browser in for so many hours; return the token for its cookie, which is kept nowhere."""
        token, now = new_token(), now or datetime.now(UTC)
        values = {"token": kept(token), "person": person, "until": now + timedelta(hours=hours), "made": now}
        with self._database.writing() as connection:
            connection.execute(logins.delete().where(logins.c.until < now))
            newest = select(logins.c.token).where(logins.c.person == person).order_by(logins.c.made.desc())
            too_many = connection.execute(newest.offset(MOST - 1)).scalars().all()
            connection.execute(logins.delete().where(logins.c.token.in_(too_many)))
            connection.execute(logins.insert().values(**values))
        return token

    def who(self, token: str, now: datetime | None = None) -> Person | None:
        """Return whose browser sent a token, while they are signed in and active; or None."""
        wanted = (
            select(people)
            .join(logins, logins.c.person == people.c.id)
            .where(logins.c.token == kept(token), logins.c.until > (now or datetime.now(UTC)), people.c.active == 1)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return person_of(row) if row is not None else None

    def end(self, token: str) -> None:
        """Sign one browser out; others of the same person stay signed in."""
        with self._database.writing() as connection:
            connection.execute(logins.delete().where(logins.c.token == kept(token)))
