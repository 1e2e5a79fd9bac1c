"""Dispute log: readings that reps dispute, and turns as they stand after one was struck."""

from __future__ import annotations

from agent.storage.database import Database


class DisputeLog:
    """Keeps disputes and amended turns."""

    def __init__(self, database: Database) -> None:
        self._database = database
