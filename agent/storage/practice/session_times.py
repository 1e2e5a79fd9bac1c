"""Session times: when each line of a session was said, and when it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from agent.storage import queries
from agent.storage.database import Database
from agent.storage.tables import endings, lines


class SessionTimes:
    """Reads times, in UTC."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def said(self, session: str) -> dict[int, datetime]:
        """Return when each line was said, by its number; in a branch, the shared ones too."""
        with self._database.reading() as connection:
            ours = queries.within(queries.spans(connection, session), lines)
            return {row.number: row.at for row in connection.execute(select(lines.c.number, lines.c.at).where(ours))}

    def ended(self, session: str) -> datetime | None:
        """Return when a session ended, or None while it has not."""
        with self._database.reading() as connection:
            return connection.execute(select(endings.c.at).where(endings.c.session == session)).scalar()
