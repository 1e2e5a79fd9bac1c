"""Transcript log: talk from outside that somebody brought in."""

from __future__ import annotations

from agent.storage.database import Database


class TranscriptLog:
    """Keeps transcripts. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
