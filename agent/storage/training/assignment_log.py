"""Assignment log: what trainers ask of reps, and the sessions begun for it."""

from __future__ import annotations

from agent.storage.database import Database


class AssignmentLog:
    """Keeps assignments. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
