"""Erasing: every word of some sessions, taken out of each table that holds any."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select

from agent.errors import TurnRefused
from agent.storage import leasing
from agent.storage.database import Database
from agent.storage.tables import (
    amendments,
    attempts,
    disputes,
    endings,
    leases,
    lines,
    notes,
    sessions,
    spending,
    turns,
)  # fmt: skip
from agent.storage.training.tables import adjudications, assigned_sessions, codings, desk_lines, shares

BY_SESSION = (
    leases, endings, spending, attempts, notes, disputes, amendments, assigned_sessions, shares, turns, lines,
)  # fmt: skip
"""Tables whose rows belong to a session, those that refer to others first."""


def erase_sessions(database: Database, connection: Connection, gone: Sequence[str]) -> None:
    """Erase sessions within a write transaction; branches come with those they go back to.

    Raises:
        TurnRefused: one of them is being answered right now.
    """
    at_work = select(leases.c.session).where(leases.c.session.in_(gone), leasing.held(database))
    if busy := connection.execute(at_work).scalars().first():
        raise TurnRefused(f"session {busy!r} is being answered right now; try again in a moment")
    erase_from_desk(connection, select(desk_lines.c.id).where(desk_lines.c.session.in_(gone)))
    for table in BY_SESSION:
        connection.execute(table.delete().where(table.c.session.in_(gone)))
    connection.execute(sessions.delete().where(sessions.c.id.in_(gone)))


def erase_from_desk(connection: Connection, lines_at_desk: Select[tuple[str]]) -> None:
    """Take lines from the label desk, with how they were coded."""
    found = list(connection.execute(lines_at_desk).scalars())
    for table in (adjudications, codings):
        connection.execute(table.delete().where(table.c.line.in_(found)))
    connection.execute(desk_lines.delete().where(desk_lines.c.id.in_(found)))
