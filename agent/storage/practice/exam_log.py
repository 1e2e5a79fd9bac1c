"""Exam log: how often somebody has taken an exam with a customer, those that were erased included."""

from __future__ import annotations

from sqlalchemy import select

from agent.model.practice.terms import Mode
from agent.model.turn import SessionInfo
from agent.storage import queries
from agent.storage.database import Database
from agent.storage.people_tables import audit
from agent.storage.tables import sessions

ERASED, ERASED_WITHOUT_RESULT = "exam_erased", "exam_without_result_erased"
"""Acts under which the audit keeps that an exam was erased: ids alone, no word of anybody's."""


class ExamLog:
    """Reads exams of one person with one customer. `owner` is None in a room without accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, owner: str | None, persona: str) -> list[SessionInfo]:
        """Return the exams that are in the log, the oldest first."""
        mine = (sessions.c.owner.is_not_distinct_from(owner), sessions.c.persona == persona)
        wanted = queries.infos().where(*mine, sessions.c.mode == Mode.EXAM.value)
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(sessions.c.started, sessions.c.id))
            return [queries.info_of(row) for row in found]

    def erased(self, owner: str | None, persona: str) -> dict[str, bool]:
        """Return the ids of exams that were erased, and whether each had, or could still get, a result."""
        mine = (audit.c.actor.is_not_distinct_from(owner), audit.c.detail == persona)
        wanted = select(audit.c.session, audit.c.act).where(*mine, audit.c.act.in_((ERASED, ERASED_WITHOUT_RESULT)))
        with self._database.reading() as connection:
            return {row.session: row.act == ERASED for row in connection.execute(wanted) if row.session}
