"""Audit log: who read what, and who changed whom."""

from __future__ import annotations

from datetime import UTC, datetime

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
        values = {"actor": actor, "act": act, "session": session, "person": person, "detail": detail}
        with self._database.writing() as connection:
            connection.execute(audit.insert().values(**values, at=datetime.now(UTC)))
