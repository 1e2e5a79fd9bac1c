"""Audit log: who read what, and who changed whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, or_, select

from agent.model.practice.audit import AuditEntry
from agent.storage.database import Database
from agent.storage.people_tables import audit


class AuditLog:
    """Keeps the audit. It holds ids and words of the program, nothing that somebody typed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, actor: str | None, act: str, *, session: str | None = None, person: str | None = None, detail: str = ""
    ) -> None:
        """Write down that `actor` did something to a session or a person."""
        with self._database.writing() as connection:
            record(connection, actor, act, session=session, person=person, detail=detail)

    def add_once(
        self, actor: str | None, act: str, *, session: str | None, person: str | None, within: timedelta
    ) -> bool:
        """Write down an act on a session or a person unless it was lately; say whether it was added."""
        same = (
            audit.c.session.is_not_distinct_from(session),
            audit.c.person.is_not_distinct_from(person),
            audit.c.actor == actor,
            audit.c.act == act,
            audit.c.at > datetime.now(UTC) - within,
        )
        lately = select(audit.c.nth).where(*same).limit(1)
        with self._database.reading() as connection:  # most readings are the second of their page: no lock for them
            if connection.execute(lately).first() is not None:
                return False
        with self._database.writing() as connection:
            if connection.execute(lately).first() is not None:
                return False
            record(connection, actor, act, session=session, person=person)
            return True

    def entries(self, limit: int, offset: int = 0, person: str | None = None) -> list[AuditEntry]:
        """Return rows, newest first; with `person`, those in which they did something or it was done to them."""
        theirs = () if person is None else (or_(audit.c.actor == person, audit.c.person == person),)
        return self._listed(theirs, limit, offset)

    def done_to(self, person: str, acts: Sequence[str], limit: int) -> list[AuditEntry]:
        """Return what others did to a person, of some acts, newest first."""
        others = audit.c.actor.is_distinct_from(person)
        return self._listed((audit.c.act.in_(acts), audit.c.person == person, others), limit, 0)

    def _listed(self, wanted: Sequence[ColumnElement[bool]], limit: int, offset: int) -> list[AuditEntry]:
        newest = select(audit).where(*wanted).order_by(audit.c.nth.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [AuditEntry.model_validate(dict(row._mapping)) for row in connection.execute(newest)]


def record(
    connection: Connection,
    actor: str | None,
    act: str,
    *,
    session: str | None = None,
    person: str | None = None,
    detail: str = "",
) -> None:
    """Write a row within somebody's write transaction, so that it stands if and only if what it tells was done."""
    named = {"actor": actor, "act": act, "session": session, "person": person, "detail": detail}
    connection.execute(audit.insert().values(**named, at=datetime.now(UTC)))
