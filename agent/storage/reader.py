"""Reader: what the session log tells. Nothing here writes; `agent/storage/store.py` does."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from agent.model.base import FrozenModel
from agent.model.session import State
from agent.model.turn import Drafts, SessionInfo, Spending, Turn, UnansweredLine
from agent.storage import queries, spent
from agent.storage.database import Database
from agent.storage.practice.standing_turns import turn_of
from agent.storage.tables import attempts, contents, endings, lines, sessions


class Submission(FrozenModel):
    """A line the rep has sent.

    Attributes:
        session, number: which line it is. text: the words. request: the sender's id for this one sending.
        whole: the turn already has its outcome. failed: it ended without an answer, and has none to this day.
    """

    session: str
    number: int
    text: str
    request: str
    whole: bool = False
    failed: bool = False


class LogReader:
    """Reads the session log. Every method raises StoreError, and UnknownSession for an id the log does not know."""

    _database: Database

    def info(self, session: str) -> SessionInfo:
        """Return what is known of a session."""
        with self._database.reading() as connection:
            return queries.info(connection, session)

    def sessions(self, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions of everybody, newest first."""
        return self._listed(queries.infos(), limit, offset)

    def sessions_of(self, owner: str | None, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return one person's sessions, newest first; None for those of a room without accounts."""
        return self._listed(queries.infos().where(sessions.c.owner.is_not_distinct_from(owner)), limit, offset)

    def _listed(self, wanted: Select[Any], limit: int, offset: int) -> list[SessionInfo]:
        newest = wanted.order_by(sessions.c.started.desc(), sessions.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [queries.info_of(row) for row in connection.execute(newest)]

    def newest_line(self, session: str) -> Submission | None:
        """Return the line that was sent last in this very session, whatever came of it."""
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            found = queries.line(connection, session, lines.c.number == info.lines)
        return submission_of(found) if found is not None else None

    def pending(self, session: str) -> Submission | None:
        """Return the line that waits for its outcome, if any."""
        newest = self.newest_line(session)
        return newest if newest and not newest.whole and not newest.failed else None

    def unanswered(self, session: str) -> list[UnansweredLine]:
        """Return the lines that ended without an answer, in order; in a branch, those it shares as well."""
        with self._database.reading() as connection:
            return queries.unanswered(connection, session)

    def reasons(self, session: str, number: int) -> list[str]:
        """Return why a line, or under number 0 the debrief, ended without an answer: each try, in order."""
        mine = (attempts.c.session == session, attempts.c.number == number, attempts.c.why.is_not(None))
        with self._database.reading() as connection:
            return list(connection.execute(select(attempts.c.why).where(*mine).order_by(attempts.c.nth)).scalars())

    def turn(self, session: str, number: int) -> Turn | None:
        """Return one whole turn, or None where there is none (yet)."""
        with self._database.reading() as connection:
            found = queries.rows(connection, session, number, number)
        return turn_of(found[0]) if found else None

    def turns(self, session: str, last: int | None = None) -> list[Turn]:
        """Return the whole turns in order, or only the last few; in a branch, those it shares as well."""
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            if last is None:
                return [turn_of(row) for row in queries.rows(connection, session, 1, info.last)]
            gaps = info.last - info.turns
            found = queries.rows(connection, session, info.last - max(0, last) - gaps + 1, info.last)
        return [turn_of(row) for row in found[max(0, len(found) - max(0, last)) :]]

    def start(self, session: str) -> State:
        """Return where the customer stood before the first line of all; in a branch, that of its first ancestor."""
        with self._database.reading() as connection:
            found = queries.state_at(connection, session, 0)
        assert found is not None, "every session has a start"
        return found

    def state(self, session: str) -> State:
        """Return where the customer stands after the last whole turn, or at the start."""
        with self._database.reading() as connection:
            return queries.state(connection, session)

    def spoken(self, session: str) -> list[str]:
        """Return the customer's replies so far, without the opening."""
        with self._database.reading() as connection:
            return queries.spoken(connection, session)

    def spent(self, session: str) -> Spending:
        """Return what this very session has cost at the endpoint so far; in a branch, its own turns alone."""
        with self._database.reading() as connection:
            return spent.total(connection, session)

    def spent_at_last_turn(self, session: str) -> Spending:
        """Return what a session had cost when its last whole turn was over, without what was not answered since."""
        with self._database.reading() as connection:
            return spent.at_last_turn(connection, session)

    def drafts(self, newest: int) -> Drafts:
        """Return what became of the drafts that were begun beside the grade, in so many of the newest turns."""
        with self._database.reading() as connection:
            return spent.drafts(connection, newest)

    def debrief(self, session: str) -> str | None:
        """Return the debrief of an ended session as it was given, or None."""
        with self._database.reading() as connection:
            queries.info(connection, session)
            return connection.execute(select(endings.c.debrief).where(endings.c.session == session)).scalar()

    def content(self, hash_: str) -> str | None:
        """Return the persona or rubric that was kept under a hash, as JSON, or None."""
        with self._database.reading() as connection:
            return connection.execute(select(contents.c.body).where(contents.c.hash == hash_)).scalar()

    def describe(self) -> str:
        """Say where the data lives, without a password."""
        return self._database.describe()

    def dispose(self) -> None:
        """Close every connection."""
        self._database.dispose()


def submission_of(row: Row[Any]) -> Submission:
    """Read a row of `queries.line`."""
    return Submission(
        session=row.session, number=row.number, text=row.rep, request=row.request, whole=row.whole, failed=row.failed
    )
