"""Share log: single lines that may be shown by a link, with the consent of whose they are."""

from __future__ import annotations

from agent.storage.database import Database


class ShareLog:
    """Keeps shared lines. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
