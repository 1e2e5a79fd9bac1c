"""Edition log: drafts and published editions of personas and rubrics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, true

from agent.model.training.edition import Draft, Edition, Kind
from agent.storage.database import Database
from agent.storage.people.audit_log import record
from agent.storage.training.tables import drafts, editions


class EditionLog:
    """Keeps drafts and editions. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def draft(self, kind: Kind, id_: str, person: str) -> Draft | None:
        """Return what a person writes of something, if they do."""
        wanted = select(drafts).where(drafts.c.kind == kind.value, drafts.c.id == id_, drafts.c.person == person)
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return Draft.model_validate(dict(row._mapping)) if row else None

    def drafts(self, kind: Kind, person: str) -> list[Draft]:
        """Return everything that a person writes, newest first."""
        theirs = select(drafts).where(drafts.c.kind == kind.value, drafts.c.person == person)
        with self._database.reading() as connection:
            found = connection.execute(theirs.order_by(drafts.c.at.desc()))
            return [Draft.model_validate(dict(row._mapping)) for row in found]

    def keep_draft(self, draft: Draft) -> Draft:
        """Keep a draft over the one before it, and return it with the time."""
        kept = draft.model_copy(update={"at": datetime.now(UTC)})
        with self._database.writing() as connection:
            row = kept.model_dump() | {"kind": kept.kind.value}
            self._database.insert_or_take(connection, drafts, row, true())
        return kept

    def drop_draft(self, kind: Kind, id_: str, person: str) -> bool:
        """Throw a draft away; say whether there was one."""
        theirs = (drafts.c.kind == kind.value, drafts.c.id == id_, drafts.c.person == person)
        with self._database.writing() as connection:
            return connection.execute(drafts.delete().where(*theirs)).rowcount > 0

    def publish(self, edition: Edition, act: str) -> Edition | None:
        """Add an edition with its row of the audit; None where another has its number by now.

        Args:
            edition: with the number it is to have, one above the newest. act: what the audit calls it.
        """
        kept = edition.model_copy(update={"at": datetime.now(UTC)})
        with self._database.writing() as connection:
            newest = _newest_number(edition.kind, edition.id)
            if (connection.execute(newest).scalar() or 0) + 1 != edition.number:
                return None
            row = kept.model_dump() | {"kind": kept.kind.value}
            if not self._database.insert_once(connection, editions, row):
                return None
            record(connection, kept.by, act, detail=f"{kept.kind.value} {kept.id}, edition {kept.number}")
        return kept

    def edition(self, kind: Kind, id_: str, number: int) -> Edition | None:
        """Return one edition, or None."""
        wanted = select(editions).where(
            editions.c.kind == kind.value, editions.c.id == id_, editions.c.number == number
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return _edition_of(row) if row else None

    def editions(self, kind: Kind, id_: str) -> list[Edition]:
        """Return every edition of something, newest first."""
        wanted = select(editions).where(editions.c.kind == kind.value, editions.c.id == id_)
        with self._database.reading() as connection:
            return [_edition_of(row) for row in connection.execute(wanted.order_by(editions.c.number.desc()))]

    def newest(self, kind: Kind, id_: str) -> Edition | None:
        """Return the newest edition of something, be it that it withdraws; None where nothing was published."""
        wanted = select(editions).where(editions.c.kind == kind.value, editions.c.id == id_)
        with self._database.reading() as connection:
            row = connection.execute(wanted.order_by(editions.c.number.desc()).limit(1)).first()
        return _edition_of(row) if row else None

    def numbers(self) -> dict[tuple[Kind, str], int]:
        """Return the number of the newest edition of everything that was ever published."""
        newest = select(editions.c.kind, editions.c.id, func.max(editions.c.number))
        with self._database.reading() as connection:
            found = connection.execute(newest.group_by(editions.c.kind, editions.c.id))
            return {(Kind(kind), id_): number for kind, id_, number in found}


def _newest_number(kind: Kind, id_: str) -> Select[Any]:
    return select(func.max(editions.c.number)).where(editions.c.kind == kind.value, editions.c.id == id_)


def _edition_of(row: Row[Any]) -> Edition:
    return Edition.model_validate(dict(row._mapping))
