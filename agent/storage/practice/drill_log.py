"""Drill log: answers to moments, and when each skill of a person is due again."""

from __future__ import annotations

from agent.storage.database import Database


class DrillLog:
    """Keeps drill cards and reviews."""

    def __init__(self, database: Database) -> None:
        self._database = database
