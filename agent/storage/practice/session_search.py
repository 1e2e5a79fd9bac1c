"""Session search: a person's own sessions by what they are called, whom they are with, or what was said in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from agent.model.turn import SessionInfo
from agent.storage import queries
from agent.storage.database import Database
from agent.storage.tables import lines, sessions, turns


class SessionSearch:
    """Finds sessions by text. Letters of either case are the same; what a pattern language reads as signs is text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, owner: str | None, text: str, personas: Sequence[str] = (), limit: int = 50, offset: int = 0
    ) -> list[SessionInfo]:
        """Return one person's sessions that hold a text, newest first.

        Args:
            owner: as in `SessionInfo`. text: looked for in the name and in every line of either.
            personas: ids of personas that fit the text; their sessions are found as well.
        """
        said = _said_in(lines.c.rep, lines.c.session, text) | _said_in(turns.c.customer, turns.c.session, text)
        found = or_(
            said, sessions.c.persona.in_(personas), queries.newest_note("name").icontains(text, autoescape=True)
        )
        mine = queries.infos().where(sessions.c.owner.is_not_distinct_from(owner), found)
        newest = mine.order_by(sessions.c.started.desc(), sessions.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [queries.info_of(row) for row in connection.execute(newest)]


def _said_in(words: ColumnElement[str], session: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Select the sessions in which a text was said; in a branch, in its own lines."""
    return select(session).where(session == sessions.c.id, words.icontains(text, autoescape=True)).exists()
