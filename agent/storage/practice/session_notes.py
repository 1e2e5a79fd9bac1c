"""Session notes: what its owner adds to a session: a name, that it is submitted, how they rate themself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import func, select

from agent.storage import queries
from agent.storage.database import Database
from agent.storage.tables import notes

Kind = Literal["name", "submitted", "rating"]


class SessionNotes:
    """Writes notes on sessions; `SessionInfo` tells the newest of each kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, session: str, kind: Kind, body: str) -> None:
        """Note something on a session; an empty body takes back what was noted.

        Raises:
            UnknownSession: there is none. StoreError: the log cannot be written.
        """
        mine = (notes.c.session == session, notes.c.kind == kind)
        with self._database.writing() as connection:
            queries.info(connection, session)
            before = connection.execute(select(func.coalesce(func.max(notes.c.nth), 0)).where(*mine)).scalar_one()
            values = {"session": session, "kind": kind, "nth": before + 1, "body": body, "at": datetime.now(UTC)}
            connection.execute(notes.insert().values(**values))
