"""Edition log: drafts and published editions of personas and rubrics."""

from __future__ import annotations

from agent.storage.database import Database


class EditionLog:
    """Keeps drafts and editions. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
