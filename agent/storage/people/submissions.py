"""Submissions: the sessions that the people of a team gave to their trainers."""

from __future__ import annotations

from sqlalchemy import func, select

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
        if not team:
            return []
        mine = (notes.c.session == sessions.c.id, notes.c.kind == "submitted")
        newest = select(notes.c.body).where(*mine).order_by(notes.c.nth.desc()).limit(1).scalar_subquery()
        at = select(func.max(notes.c.at)).where(*mine).scalar_subquery()
        members = select(people.c.id).where(people.c.team == team, people.c.id != without)
        wanted = queries.infos().where(sessions.c.owner.in_(members), func.coalesce(newest, "") != "")
        if owner is not None:
            wanted = wanted.where(sessions.c.owner == owner)
        page = wanted.order_by(at.desc(), sessions.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [queries.info_of(row) for row in connection.execute(page)]
