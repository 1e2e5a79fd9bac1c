"""Assignment log: what trainers ask of reps, and the sessions begun for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from agent.model.practice.terms import ExamTerms
from agent.model.training.assignment import Assignment
from agent.model.turn import SessionInfo
from agent.storage import queries
from agent.storage.database import Database
from agent.storage.tables import sessions
from agent.storage.training.tables import assigned_sessions, assignees, assignments


class AssignmentLog:
    """Keeps assignments. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, asked: Assignment, people: Sequence[str]) -> None:
        """Keep a new assignment for some people, by their ids."""
        row = asked.model_dump(exclude={"title", "note", "terms", "mode"})
        row |= {"note": f"{asked.title}\n{asked.note}", "mode": asked.mode.value}
        row |= {"terms": asked.terms.model_dump_json() if asked.terms else None}
        with self._database.writing() as connection:
            connection.execute(assignments.insert().values(**row))
            for person in dict.fromkeys(people):
                connection.execute(assignees.insert().values(assignment=asked.id, person=person))

    def find(self, assignment: str) -> Assignment | None:
        """Return an assignment by its id, or None."""
        found = self._listed(select(assignments).where(assignments.c.id == assignment))
        return found[0] if found else None

    def of_team(self, team: str, limit: int, offset: int = 0) -> list[Assignment]:
        """Return what was asked of a team, newest first."""
        mine = select(assignments).where(assignments.c.team == team, assignments.c.team != "")
        return self._listed(mine.order_by(assignments.c.at.desc(), assignments.c.id).limit(limit).offset(offset))

    def asked_of(self, person: str, team: str, limit: int) -> list[Assignment]:
        """Return what is asked of somebody in the team they are in, newest first; what is closed is left out."""
        both = assignees.c.assignment == assignments.c.id
        mine = select(assignments).join(assignees, both).where(assignees.c.person == person)
        mine = mine.where(assignments.c.team == team, assignments.c.team != "", assignments.c.closed.is_(None))
        return self._listed(mine.order_by(assignments.c.at.desc(), assignments.c.id).limit(limit))

    def people_of(self, assignment: str) -> list[str]:
        """Return the ids of those of whom it is asked."""
        with self._database.reading() as connection:
            found = select(assignees.c.person).where(assignees.c.assignment == assignment)
            return list(connection.execute(found.order_by(assignees.c.person)).scalars())

    def change(self, assignment: str, **to: datetime | None) -> None:
        """Change the `due` date of an assignment, or since when it is `closed`."""
        with self._database.writing() as connection:
            connection.execute(assignments.update().where(assignments.c.id == assignment).values(**to))

    def link(self, session: str, assignment: str, person: str) -> None:
        """Keep that a session was begun for an assignment."""
        values = {"session": session, "assignment": assignment, "person": person}
        with self._database.writing() as connection:
            self._database.insert_once(connection, assigned_sessions, values)

    def links_of(self, person: str | None) -> Mapping[str, str]:
        """Return the assignment of each session that somebody began for one."""
        found = select(assigned_sessions.c.session, assigned_sessions.c.assignment)
        with self._database.reading() as connection:
            rows = connection.execute(found.where(assigned_sessions.c.person == (person or "")))
            return {row.session: row.assignment for row in rows}

    def of_session(self, session: str) -> str | None:
        """Return the assignment that a session was begun for, or None."""
        found = select(assigned_sessions.c.assignment).where(assigned_sessions.c.session == session)
        with self._database.reading() as connection:
            return connection.execute(found).scalar()

    def begun_for(self, assignment: str, person: str | None = None) -> list[SessionInfo]:
        """Return the sessions begun for an assignment, oldest first, with `person` those of one; private ones too."""
        both = assigned_sessions.c.session == sessions.c.id
        wanted = queries.infos().join(assigned_sessions, both).where(assigned_sessions.c.assignment == assignment)
        if person is not None:
            wanted = wanted.where(assigned_sessions.c.person == person)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(sessions.c.started, sessions.c.id))
            return [queries.info_of(row) for row in rows]

    def _listed(self, wanted: Select[Any]) -> list[Assignment]:
        with self._database.reading() as connection:
            return [_assignment_of(row) for row in connection.execute(wanted)]


def _assignment_of(row: Row[Any]) -> Assignment:
    fields = dict(row._mapping)
    title, _, note = fields["note"].partition("\n")
    terms = ExamTerms.model_validate_json(fields["terms"]) if fields["terms"] else None
    return Assignment.model_validate(fields | {"title": title, "note": note, "terms": terms})
