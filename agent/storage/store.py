"""Store: the session log, the single truth. Append-only but for `erase`; a turn is wholly in it or pending.

The rep's line is stored first, in `lines`. What came of it is one insert into `turns`. A branch shares its parent's
turns without copying them. No step reads or writes more rows at turn 500 than at turn 5.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, Row, or_, select

from agent.errors import StoreError, TurnRefused
from agent.model.base import FrozenModel
from agent.model.session import Outcome, SessionInfo, State, Turn
from agent.settings import Settings
from agent.storage import queries
from agent.storage.database import Database
from agent.storage.tables import endings, leases, lines, sessions, turns


class Submission(FrozenModel):
    """A line the rep has sent.

    Attributes:
        session, number: which turn it is. text: the words. request: the sender's id for this one sending.
        whole: the turn already has its outcome.
    """

    session: str
    number: int
    text: str
    request: str
    whole: bool


class Store:
    """The session log in one database. Safe to share between threads; several processes may open the same one.

    Every method raises StoreError where the database fails, and UnknownSession for an id it does not know.
    """

    def __init__(self, url: str | URL) -> None:
        """Open the log and bring it up to date.

        Raises:
            StoreError: it cannot be opened, or a newer version of this program wrote it.
        """
        self._database = Database(url)

    def create(self, info: SessionInfo, state: State) -> None:
        """Begin a session at a start state.

        Raises:
            StoreError: the id is taken.
        """
        row = info.model_dump(exclude={"finished", "outcome", "turns", "pending"})
        with self._database.writing() as connection:
            if not self._database.insert_once(connection, sessions, {**row, "start": state.model_dump_json()}):
                raise StoreError(f"a session with the id {info.id!r} exists. Mend: choose another id.")

    def info(self, session: str) -> SessionInfo:
        """Return what is known of a session."""
        with self._database.reading() as connection:
            return queries.info(connection, session)

    def sessions(self, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions, newest first."""
        newest = queries.infos().order_by(sessions.c.started.desc(), sessions.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [queries.info_of(row) for row in connection.execute(newest)]

    def submit(self, session: str, text: str, request: str) -> Submission:
        """Store the rep's line before anything else happens. The same request again is the same line, stored once.

        Raises:
            TurnRefused: the session has ended, another line is pending, or the text is not valid Unicode.
        """
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise TurnRefused("the line holds half a character (a lone surrogate); send it again as valid text")
        with self._database.writing() as connection:
            info = _locked(connection, session)
            again = queries.line(connection, session, lines.c.request == request)
            if again is not None:
                return _submission(again, info)
            _refuse_unless_open(info)
            values = {"session": session, "number": info.turns + 1, "request": request, "rep": text}
            connection.execute(lines.insert().values(**values, at=datetime.now(UTC)))
        return Submission(session=session, number=info.turns + 1, text=text, request=request, whole=False)

    def pending(self, session: str) -> Submission | None:
        """Return the line that waits for its outcome, if any."""
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            waiting = queries.line(connection, session, lines.c.number == info.turns + 1)
        return _submission(waiting, info) if waiting is not None else None

    def finish(self, session: str, turn: Turn) -> bool:
        """Store what came of a pending line; return False, and store nothing, if that was done before.

        Raises:
            StoreError: no such line was submitted, or its words are not those of the turn.
        """
        rest = turn.model_dump_json(exclude={"number": True, "rep": True, "reply": {"text"}})
        values = {"session": session, "number": turn.number, "customer": turn.reply.text, "rest": rest}
        values |= {"outcome": turn.state.outcome.value, "at": datetime.now(UTC)}
        with self._database.writing() as connection:
            line = queries.line(connection, session, lines.c.number == turn.number)
            if line is None or line.rep != turn.rep:
                queries.info(connection, session)
                raise StoreError(f"turn {turn.number} of session {session!r} is not the line that was submitted")
            return self._database.insert_once(connection, turns, values)

    def turn(self, session: str, number: int) -> Turn | None:
        """Return one whole turn, or None where there is none (yet)."""
        with self._database.reading() as connection:
            found = queries.rows(connection, session, number, number)
        return queries.turn_of(found[0]) if found else None

    def turns(self, session: str, last: int | None = None) -> list[Turn]:
        """Return the whole turns in order, or only the last few; in a branch, those it shares as well."""
        with self._database.reading() as connection:
            newest = queries.info(connection, session).turns
            first = 1 if last is None else newest - max(0, last) + 1
            return [queries.turn_of(row) for row in queries.rows(connection, session, first, newest)]

    def state(self, session: str) -> State:
        """Return where the customer stands after the last whole turn, or at the start."""
        with self._database.reading() as connection:
            return queries.state(connection, session)

    def spoken(self, session: str) -> list[str]:
        """Return the customer's replies so far, without the opening."""
        with self._database.reading() as connection:
            return queries.spoken(connection, session)

    def branch(self, session: str, turn: int, new: str) -> SessionInfo:
        """Begin a session that shares turns 1..`turn` of another and goes on from there; 0 starts over.

        Raises:
            TurnRefused: there is no such whole turn, or the conversation ended with it.
            StoreError: the new id is taken.
        """
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            state = queries.state_at(connection, session, turn)
        if state is None:
            raise TurnRefused(f"this conversation has no whole turn {turn}; choose one of 0 to {info.turns}")
        if state.outcome is not Outcome.OPEN:
            raise TurnRefused(f"the conversation ended with turn {turn}; go back to an earlier one")
        kept = info.model_dump(include={"persona", "persona_version", "rubric", "seed", "opening"})
        begun = SessionInfo(id=new, parent=session, parent_turn=turn, turns=turn, started=datetime.now(UTC), **kept)
        self.create(begun, state)
        return begun

    def claim(self, session: str, owner: str, seconds: float) -> bool:
        """Take or renew the right to run a session for some seconds; False while another owner holds it."""
        now = self._database.now()
        with self._database.writing() as connection:
            queries.info(connection, session)
            until = connection.execute(select(now)).scalar_one() + seconds
            free = or_(leases.c.owner == owner, leases.c.until <= now)
            values = {"session": session, "owner": owner, "until": until}
            return self._database.insert_or_take(connection, leases, values, free)

    def release(self, session: str, owner: str) -> None:
        """Give the right to run a session back; nothing happens if this owner does not hold it."""
        with self._database.writing() as connection:
            connection.execute(leases.delete().where(leases.c.session == session, leases.c.owner == owner))

    def close_session(self, session: str, outcome: Outcome, debrief_json: str) -> None:
        """End a session with its debrief. The first ending stands; a second one changes nothing.

        Raises:
            TurnRefused: a line still waits for its outcome.
        """
        values = {"session": session, "outcome": outcome.value, "debrief": debrief_json, "at": datetime.now(UTC)}
        with self._database.writing() as connection:
            if _locked(connection, session).pending:
                raise TurnRefused("a line still waits for its answer; let it be finished, then end the session")
            self._database.insert_once(connection, endings, values)

    def debrief(self, session: str) -> str | None:
        """Return the debrief of an ended session as it was given, or None."""
        with self._database.reading() as connection:
            queries.info(connection, session)
            return connection.execute(select(endings.c.debrief).where(endings.c.session == session)).scalar()

    def erase(self, session: str, branches: bool = False) -> list[str]:
        """Erase a session with every word in it, and with `branches` those that go back to it; return their ids.

        Raises:
            TurnRefused: other sessions share its turns and `branches` is not asked for, or one of them is at work.
        """
        with self._database.writing() as connection:
            _locked(connection, session, whole=True)
            shared = queries.branches(connection, session)
            if shared and not branches:
                raise TurnRefused(
                    f"session {session!r} cannot be erased alone: {', '.join(shared)} went back to it and share its "
                    "turns. Mend: erase these first, or all together with --branches."
                )
            gone = [session, *shared]
            at_work = select(leases.c.session).where(leases.c.session.in_(gone), leases.c.until > self._database.now())
            if busy := connection.execute(at_work).scalars().first():
                raise TurnRefused(f"session {busy!r} is being answered right now; try again in a moment")
            for table in (leases, endings, turns, lines):
                connection.execute(table.delete().where(table.c.session.in_(gone)))
            connection.execute(sessions.delete().where(sessions.c.id.in_(gone)))
        self._database.scrub()
        return gone

    def describe(self) -> str:
        """Say where the data lives, without a password."""
        return self._database.describe()

    def dispose(self) -> None:
        """Close every connection."""
        self._database.dispose()


def open_store(settings: Settings) -> Store:
    """Open the log the settings name; by default `rollwith.db` in the data folder, whatever letters its path has."""
    file = settings.data_dir / "rollwith.db"
    return Store(settings.database_url or URL.create("sqlite", database=str(file)))


def _locked(connection: Connection, session: str, whole: bool = False) -> SessionInfo:
    """Hold the session's row against other writers (SQLite holds its one write lock already), then read it anew.

    `whole` holds off new branches as well, which refer to the row.
    """
    connection.execute(select(sessions.c.id).where(sessions.c.id == session).with_for_update(key_share=not whole))
    return queries.info(connection, session)


def _refuse_unless_open(info: SessionInfo) -> None:
    if info.finished or info.outcome is not Outcome.OPEN:
        raise TurnRefused("this conversation has ended; start a new one or go back to an earlier turn")
    if info.pending:
        raise TurnRefused("the line before still waits for its answer")


def _submission(line: Row[Any], info: SessionInfo) -> Submission:
    whole = line.number <= info.turns
    return Submission(session=line.session, number=line.number, text=line.rep, request=line.request, whole=whole)
