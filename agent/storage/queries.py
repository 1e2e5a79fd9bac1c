"""Queries: how the session log is read. Each is a few look-ups by key, whatever the length of a session.

A statement that every turn asks is put together once (`cache`) and told its session when it runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)

from agent.errors import UnknownSession
from agent.model.practice.terms import ExamTerms, SelfRating
from agent.model.session import Outcome, State
from agent.model.turn import SessionInfo, UnansweredLine
from agent.storage.practice.standing_turns import as_it_stands, last_amended, turn_of
from agent.storage.tables import attempts, endings, lines, notes, sessions, turns

_NO_END = 2**31 - 1
"""The greatest number an INTEGER column of PostgreSQL holds."""


@dataclass(frozen=True)
class TurnRange:
    """Turns `first..last` of a conversation are kept under the id `session`."""

    session: str
    first: int
    last: int


WANTED: BindParameter[str] = bindparam("wanted")
"""The session a kept statement is asked about."""


@cache
def infos() -> Select[Any]:
    """Select what `SessionInfo` says of every session; `info_of` reads a row."""
    own_turns, own_lines = turns.c.session == sessions.c.id, lines.c.session == sessions.c.id
    whole = select(func.max(turns.c.number)).where(own_turns).scalar_subquery()
    sent = select(func.max(lines.c.number)).where(own_lines).scalar_subquery()
    last = select(as_it_stands("outcome")).where(own_turns).order_by(turns.c.number.desc()).limit(1).scalar_subquery()
    failed = _failed().where(attempts.c.session == sessions.c.id, attempts.c.number > 0)
    own = (sessions.c.start, sessions.c.turns_before)
    return select(
        *(column for column in sessions.c if column not in set(own)),
        func.coalesce(sessions.c.turns_before, sessions.c.parent_turn).label("before"),
        func.coalesce(whole, sessions.c.parent_turn).label("last"),
        func.coalesce(sent, sessions.c.parent_turn).label("lines"),
        failed.with_only_columns(func.count(attempts.c.number.distinct())).scalar_subquery().label("failed"),
        failed.with_only_columns(func.max(attempts.c.number)).scalar_subquery().label("newest_failed"),
        endings.c.session.is_not(None).label("finished"),
        func.coalesce(endings.c.outcome, last, Outcome.OPEN.value).label("outcome"),
        *(newest_note(kind).label(kind) for kind in ("name", "submitted", "rating")),
        last_amended().label("amended"),
    ).join_from(sessions, endings, endings.c.session == sessions.c.id, isouter=True)


def newest_note(kind: str) -> ScalarSelect[Any]:
    """Select what its owner last noted of a session, and nothing where nothing was."""
    body = notes.c.body if kind != "submitted" else case((notes.c.body != "", notes.c.at))
    mine = select(body).where(notes.c.session == sessions.c.id, notes.c.kind == kind)
    return mine.order_by(notes.c.nth.desc()).limit(1).scalar_subquery()


@cache
def _failed() -> Select[Any]:
    """Select the attempts that ended without an answer, of lines that have none to this day."""
    answered = and_(turns.c.session == attempts.c.session, turns.c.number == attempts.c.number)
    return select(attempts).where(attempts.c.why.is_not(None), ~select(turns.c.number).where(answered).exists())


def info_of(row: Row[Any]) -> SessionInfo:
    """Read a row of `infos`. Every line but the newest is whole or not answered."""
    fields = dict(row._mapping)
    before, failed, newest_failed = (fields.pop(name) for name in ("before", "failed", "newest_failed"))
    open_line = fields["lines"] > fields["last"]
    unanswered = open_line and newest_failed == fields["lines"]
    pending = open_line and not unanswered
    turns_so_far = before + fields["lines"] - fields["parent_turn"] - failed - pending
    rating, terms = fields.pop("rating"), fields.pop("terms")
    fields |= {"name": fields["name"] or "", "rated": rating is not None}
    fields |= {"rating": SelfRating.model_validate_json(rating) if rating else None}
    fields |= {"terms": ExamTerms.model_validate_json(terms) if terms else None}
    return SessionInfo(pending=pending, unanswered=unanswered, turns=turns_so_far, **fields)


def info(connection: Connection, session: str) -> SessionInfo:
    """Return what is known of a session.

    Raises:
        UnknownSession: no session has this id.
    """
    row = connection.execute(_info_of_one(), {"wanted": session}).first()
    if row is None:
        raise _unknown(session)
    return info_of(row)


@cache
def _info_of_one() -> Select[Any]:
    return infos().where(sessions.c.id == WANTED)


def state(connection: Connection, session: str) -> State:
    """Return where the customer stands after the last whole turn of a session, or at its start."""
    newest = select(as_it_stands("rest")).where(turns.c.session == session).order_by(turns.c.number.desc()).limit(1)
    if rest := connection.execute(newest).scalar():
        return State.model_validate(json.loads(rest)["state"])
    start = connection.execute(select(sessions.c.start).where(sessions.c.id == session)).scalar()
    if start is None:
        raise _unknown(session)
    return State.model_validate_json(start)


def state_at(connection: Connection, session: str, turn: int) -> State | None:
    """Return where the customer stood after a turn, 0 for the start; None where there is no such whole turn."""
    if turn == 0:
        root = spans(connection, session)[-1].session
        start = connection.execute(select(sessions.c.start).where(sessions.c.id == root)).scalar_one()
        return State.model_validate_json(start)
    found = rows(connection, session, turn, turn)
    return turn_of(found[0]).state if found else None


def line(connection: Connection, session: str, where: ColumnElement[bool]) -> Row[Any] | None:
    """Return one of the lines that were sent in this very session; `whole` and `failed` say what came of it."""
    return connection.execute(_lines_of_one().where(where), {"wanted": session}).first()


@cache
def _lines_of_one() -> Select[Any]:
    whole = select(turns.c.number).where(turns.c.session == WANTED, turns.c.number == lines.c.number).exists()
    failed = _failed().where(attempts.c.session == WANTED, attempts.c.number == lines.c.number).exists()
    return select(lines, whole.label("whole"), failed.label("failed")).where(lines.c.session == WANTED)


def unanswered(connection: Connection, session: str) -> list[UnansweredLine]:
    """Return the lines of a conversation that ended without an answer, in order; the reason is that of the last try."""
    both = and_(lines.c.session == attempts.c.session, lines.c.number == attempts.c.number)
    found = _failed().join(lines, both).add_columns(lines.c.rep)
    found = found.where(within(spans(connection, session), attempts)).order_by(attempts.c.number, attempts.c.nth)
    last = {
        row.number: UnansweredLine(number=row.number, rep=row.rep, why=row.why) for row in connection.execute(found)
    }
    return list(last.values())


def whole_until(connection: Connection, session: str, number: int) -> int:
    """Return the number of the last whole turn at or before a line of a conversation; 0 for the start."""
    found = select(func.max(turns.c.number)).where(within(spans(connection, session), turns, 1, number))
    return connection.execute(found).scalar() or 0


def spans(connection: Connection, session: str) -> list[TurnRange]:
    """Return where the turns of a session are kept: its own first, then what it shares, up to the first ancestor."""
    links = {row.id: row for row in connection.execute(_ancestry_of_one(), {"wanted": session})}
    if not links:
        raise _unknown(session)
    found: list[TurnRange] = []
    at, last = session, _NO_END
    while at is not None:
        found.append(TurnRange(at, links[at].parent_turn + 1, last))
        at, last = links[at].parent, min(last, links[at].parent_turn)
    return found


@cache
def _ancestry_of_one() -> Select[Any]:
    columns = (sessions.c.id, sessions.c.parent, sessions.c.parent_turn)
    chain = select(*columns).where(sessions.c.id == WANTED).cte("chain", recursive=True)
    return select(chain.union_all(select(*columns).join(chain, sessions.c.id == chain.c.parent)))


def branches(connection: Connection, session: str) -> list[str]:
    """Return the ids of all sessions that go back to this one, the oldest first."""
    below = select(sessions.c.id).where(sessions.c.parent == session).cte("below", recursive=True)
    below = below.union(select(sessions.c.id).join(below, sessions.c.parent == below.c.id))
    found = select(sessions.c.id).join(below, sessions.c.id == below.c.id).order_by(sessions.c.started, sessions.c.id)
    return list(connection.execute(found).scalars())


def within(kept: Sequence[TurnRange], table: Table, first: int = 1, last: int = _NO_END) -> ColumnElement[bool]:
    """Select the rows of a table that belong to the turns `first..last` of a conversation."""
    ranges = [(span.session, max(first, span.first), min(last, span.last)) for span in kept]
    parts = [
        and_(table.c.session == owner, table.c.number.between(low, high)) for owner, low, high in ranges if low <= high
    ]
    return or_(*parts) if parts else false()


def rows(connection: Connection, session: str, first: int, last: int) -> Sequence[Row[Any]]:
    """Return the whole turns `first..last` of a conversation in order; `standing_turns.turn_of` reads a row."""
    both = and_(lines.c.session == turns.c.session, lines.c.number == turns.c.number)
    columns: list[ColumnElement[Any]] = [turns.c.session, turns.c.number, lines.c.rep]
    whole: Select[Any] = select(*columns, as_it_stands("customer"), as_it_stands("rest")).join_from(turns, lines, both)
    found = whole.where(within(spans(connection, session), turns, first, last))
    return connection.execute(found.order_by(turns.c.number)).all()


def spoken(connection: Connection, session: str) -> list[str]:
    """Return the customer's replies in order: the words only, no verdict is read."""
    found = select(as_it_stands("customer")).where(within(spans(connection, session), turns))
    return list(connection.execute(found.order_by(turns.c.number)).scalars())


def _unknown(session: str) -> UnknownSession:
    return UnknownSession(f"no session has the id {session!r}. Mend: choose one that the log lists.")
