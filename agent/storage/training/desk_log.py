"""Desk log: lines at the label desk, how people coded them, and what was settled."""

from __future__ import annotations

from agent.storage.database import Database


class DeskLog:
    """Keeps lines, codings and adjudications. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
