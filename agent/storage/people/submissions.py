"""Submissions: the sessions that the people of a team gave to their trainers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select

from agent.model.practice.person import Role
from agent.model.turn import SessionInfo
from agent.storage import queries
from agent.storage.database import Database
from agent.storage.people_tables import people
from agent.storage.tables import notes, sessions


class Submissions:
    """Lists what was submitted and not taken back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_team(
        self, team: str, without: str, limit: int, offset: int = 0, owner: str | None = None
    ) -> list[SessionInfo]:
        """Return the submitted sessions of a team, the newest submission first.

        Args:
            team: its name; nobody belongs to the empty one. without: a person whose own sessions are left out.
            owner: the person whose sessions alone are wanted.
        """
        at = select(func.max(notes.c.at)).where(*_SUBMITTED).scalar_subquery()
        wanted = queries.infos().where(*_given_in(team, without))
        if owner is not None:
            wanted = wanted.where(sessions.c.owner == owner)
        page = wanted.order_by(at.desc(), sessions.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [queries.info_of(row) for row in connection.execute(page)]

    def owners_of(self, team: str, without: str) -> list[str]:
        """Return the ids of those who submitted something that `of_team` lists."""
        with self._database.reading() as connection:
            owners = select(sessions.c.owner).distinct().where(*_given_in(team, without))
            return list(connection.execute(owners).scalars())

    def trainers_of(self, team: str, without: str) -> list[str]:
        """Return the shown names of those who may read what a team submits, but for one person, in their order."""
        may = (people.c.role.in_([role.value for role in Role if role.rank >= Role.TRAINER.rank]), people.c.active == 1)
        found = select(people.c.shown).where(people.c.team == team, people.c.team != "", people.c.id != without, *may)
        with self._database.reading() as connection:
            return list(connection.execute(found.order_by(people.c.shown)).scalars())


_SUBMITTED = (notes.c.session == sessions.c.id, notes.c.kind == "submitted")


def _given_in(team: str, without: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Select sessions whose newest note on it says that they are submitted, of the people of a team but one."""
    newest = select(notes.c.body).where(*_SUBMITTED).order_by(notes.c.nth.desc()).limit(1).scalar_subquery()
    members = select(people.c.id).where(people.c.team == team, people.c.team != "", people.c.id != without)
    return sessions.c.owner.in_(members), func.coalesce(newest, "") != ""
