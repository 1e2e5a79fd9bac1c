"""Dispute log: readings that reps dispute, and turns as they stand after one was struck."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, true

from agent.model.practice.dispute import Dispute, DisputedLine
from agent.model.practice.terms import Mode
from agent.model.session import Outcome
from agent.model.turn import SessionInfo, Spending, Turn
from agent.storage import queries, spent
from agent.storage.database import Database
from agent.storage.practice.standing_turns import values_of
from agent.storage.tables import amendments, disputes, endings, lines, sessions


class DisputeLog:
    """Keeps disputes and amended turns. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, dispute: Dispute) -> None:
        """Note a dispute, under the session its turn is at `home` in; a second time, it replaces what was meant.

        Raises:
            UnknownSession: there is no such session.
        """
        with self._database.writing() as connection:
            queries.info(connection, dispute.session)
            self._put(connection, dispute)

    def amend(self, dispute: Dispute, turn: Turn, cost: Spending) -> bool:
        """Let a turn stand as it is without the disputed reading, and its dispute as struck: both or neither.

        A customer who had left with that turn is back: the ending is taken back with the debrief it holds.

        Args:
            turn: the newest turn of its session, answered again. cost: what that has cost at the endpoint.

        Returns:
            False, and nothing is stored, where the turn can no longer be answered again.
        """
        with self._database.writing() as connection:
            connection.execute(select(sessions.c.id).where(sessions.c.id == dispute.session).with_for_update())
            info = queries.info(connection, dispute.session)
            if why_it_stands(info, dispute.turn, _shared(connection, info.id, dispute.turn)):
                return False
            values = values_of(info.id, turn)
            mine = (amendments.c.session == info.id, amendments.c.number == turn.number)
            before = connection.execute(select(func.coalesce(func.max(amendments.c.nth), 0)).where(*mine)).scalar_one()
            connection.execute(amendments.insert().values(**values, nth=before + 1))
            connection.execute(endings.delete().where(endings.c.session == info.id))
            self._put(connection, dispute.model_copy(update={"struck": True}))
            if cost:
                spent.add(connection, info.id, turn.number, cost)
            return True

    def home(self, session: str, turn: int) -> str:
        """Return the session in which a turn was said: in a branch, for the turns it shares, one it goes back to."""
        with self._database.reading() as connection:
            found = queries.spans(connection, session)
        return next((span.session for span in found if span.first <= turn <= span.last), session)

    def why_not(self, session: str, turn: int) -> str | None:
        """Return why a turn cannot be answered again without a reading, in plain words, or None where it can."""
        with self._database.reading() as connection:
            info = queries.info(connection, session)
            return why_it_stands(info, turn, _shared(connection, session, turn))

    def of(self, session: str, first: int = 1) -> list[Dispute]:
        """Return what was disputed in a session from a turn on, in order; in a branch, in the turns it shares, too."""
        with self._database.reading() as connection:
            mine = queries.within(queries.spans(connection, session), disputes, first)
            found = select(disputes).where(mine).order_by(disputes.c.number, disputes.c.at, disputes.c.id)
            return [_dispute(row) for row in connection.execute(found)]

    def listed(self, limit: int = 50, offset: int = 0) -> list[DisputedLine]:
        """Return disputes of everybody with their lines, newest first: the queue of the label desk."""
        newest = _with_lines().order_by(disputes.c.at.desc(), disputes.c.id.desc()).limit(limit).offset(offset)
        with self._database.reading() as connection:
            return [_disputed_line(row) for row in connection.execute(newest)]

    def find(self, dispute: str) -> DisputedLine | None:
        """Return one dispute with its line, or None."""
        with self._database.reading() as connection:
            row = connection.execute(_with_lines().where(disputes.c.id == dispute)).first()
        return _disputed_line(row) if row else None

    def _put(self, connection: Connection, dispute: Dispute) -> None:
        """Write a dispute; one that was struck stays struck."""
        before = connection.execute(select(disputes).where(disputes.c.id == dispute.id)).first()
        if before is not None and before.struck and not dispute.struck:
            dispute = dispute.model_copy(update={"struck": True, "was": before.was, "now": before.now})
        values = {**dispute.model_dump(exclude={"turn"}), "number": dispute.turn, "struck": int(dispute.struck)}
        self._database.insert_or_take(connection, disputes, values, true())


def dispute_id(session: str, turn: int, evidence: str, quote: str) -> str:
    """Return the id of a dispute: that of the reading, so that each is disputed once."""
    told = "\x00".join((session, str(turn), evidence, quote))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def why_it_stands(info: SessionInfo, turn: int, shared: bool) -> str | None:
    """Return why a turn is not answered again without a reading, in plain words, or None where it is.

    Args:
        shared: a branch goes back to the turn or to a later one.
    """
    left = info.finished and info.outcome is Outcome.WALKED_AWAY and info.submitted is None
    tests = (
        (info.mode is Mode.EXAM, "an exam goes on as it was read"),
        (turn <= info.parent_turn, "this turn belongs to the conversation that this one branched from"),
        (info.finished and not left, "this conversation has ended"),
        (turn != info.last, "the talk has gone on since"),
        (info.lines > info.last, "you have said another line since"),
        (shared, "another conversation of yours goes on from here"),
    )
    return next((why for holds, why in tests if holds), None)


def _shared(connection: Connection, session: str, turn: int) -> bool:
    later = select(sessions.c.id).where(sessions.c.parent == session, sessions.c.parent_turn >= turn).limit(1)
    return connection.execute(later).first() is not None


def _with_lines() -> Select[Any]:
    whose = (sessions.c.persona, sessions.c.persona_version, sessions.c.rubric, sessions.c.mode)
    found = select(disputes, lines.c.rep, *whose).join_from(disputes, sessions, sessions.c.id == disputes.c.session)
    return found.join(lines, (lines.c.session == disputes.c.session) & (lines.c.number == disputes.c.number))


def _dispute(row: Row[Any]) -> Dispute:
    kept = {name: value for name, value in row._mapping.items() if name in Dispute.model_fields}
    return Dispute(**{**kept, "turn": row.number, "struck": bool(row.struck)})


def _disputed_line(row: Row[Any]) -> DisputedLine:
    whose = ("rep", "persona", "persona_version", "rubric", "mode")
    return DisputedLine(dispute=_dispute(row), **{name: row._mapping[name] for name in whose})
