"""Leases: the right to run a session, for some seconds, by the database's own clock."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, select

from agent.storage.database import Database
from agent.storage.tables import leases

LONGEST_LEASE = 10.0
"""Seconds that no lease lasts longer than. An expiry further away was written by a clock that jumped, and is void."""


def held(database: Database) -> ColumnElement[bool]:
    """Select the leases that are in force now."""
    now = database.now()
    return and_(leases.c.until > now, leases.c.until <= now + LONGEST_LEASE)


def claim(database: Database, connection: Connection, session: str, owner: str, seconds: float) -> bool:
    """Take or renew a lease within a write transaction, for `LONGEST_LEASE` at most; False while another holds it."""
    until = connection.execute(select(database.now())).scalar_one() + min(seconds, LONGEST_LEASE)
    free = (leases.c.owner == owner) | ~held(database)
    values = {"session": session, "owner": owner, "until": until}
    return database.insert_or_take(connection, leases, values, free)


def release(connection: Connection, session: str, owner: str) -> None:
    """Give a lease back; nothing happens if this owner does not hold it."""
    connection.execute(leases.delete().where(leases.c.session == session, leases.c.owner == owner))
