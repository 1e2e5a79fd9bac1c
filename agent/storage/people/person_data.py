"""Person data: all that the log holds of one person, to be told or to be erased."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from agent.errors import AccountRefused, TurnRefused
from agent.model.practice.account import account_name
from agent.model.practice.audit import AuditAct
from agent.model.practice.person import Role
from agent.storage import erasing
from agent.storage.database import Database
from agent.storage.people.audit_log import record
from agent.storage.people.person_columns import OF_OTHERS, PERSON_COLUMNS, SECRET, person_tables, whose
from agent.storage.people_tables import logins, people
from agent.storage.tables import Packed, amendments, attempts, disputes, notes, sessions, spending
from agent.storage.training.tables import assigned_sessions, desk_lines, shares, transcripts

OF_A_SESSION = (notes, disputes, amendments, attempts, spending, assigned_sessions, shares)
"""Tables that hold what was added to a session besides its turns and its ending."""


class PersonData:
    """Reads and erases what is somebody's; None stands for the one person of a room without accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def named(self, name: str) -> str | None:
        """Return the id of whoever signs in by a name, or None."""
        try:
            found = select(people.c.id).where(people.c.name == account_name(name))
        except AccountRefused:  # no name that anybody could have
            return None
        with self._database.reading() as connection:
            return connection.execute(found).scalar()

    def counts(self) -> Mapping[str, int]:
        """Return how many sessions each person has, by their id; who has none is left out."""
        owned = select(sessions.c.owner, func.count()).where(sessions.c.owner.is_not(None)).group_by(sessions.c.owner)
        with self._database.reading() as connection:
            return {owner: count for owner, count in connection.execute(owned)}

    def session_ids(self, owner: str | None) -> list[str]:
        """Return the ids of all of somebody's sessions, oldest first."""
        with self._database.reading() as connection:
            return list(connection.execute(_owned(owner)).scalars())

    def of_session(self, session: str) -> dict[str, list[dict[str, Any]]]:
        """Return what was added to a session besides its turns, table by table; no secrets."""
        with self._database.reading() as connection:
            return {table.name: _rows(connection, table, table.c.session == session) for table in OF_A_SESSION}

    def besides_sessions(self, owner: str | None) -> dict[str, list[dict[str, Any]]]:
        """Return what the log holds of a person that belongs to no session, table by table; no secrets."""
        with self._database.reading() as connection:
            return {table.name: _rows(connection, table, whose(table, owner)) for table in person_tables()}

    def sign_out(self, person: str, but: str) -> int:
        """Sign a person out of every browser but one, and return how many these were.

        Args:
            person: their id. but: the beginning of the hash of the cookie that stays; empty to keep none.
        """
        mine = logins.c.person == person
        with self._database.writing() as connection:
            found = connection.execute(select(logins.c.token).where(mine)).scalars().all()
            ended = [token for token in found if not (but and token.startswith(but))]
            connection.execute(logins.delete().where(mine, logins.c.token.in_(ended)))
            return len(ended)

    def erase(self, owner: str | None, by: str | None) -> list[str]:
        """Erase a person with every word of theirs, and return the ids of the sessions that are gone.

        The audit keeps its rows, which hold ids only, and one more: that `by` did this.

        Raises:
            TurnRefused: one of their sessions is being answered right now, or they are the last active admin while
                others are there. Nothing was erased. StoreError: it was erased, and the file could not be wiped.
        """
        with self._database.writing() as connection:
            if owner is not None:
                _refuse_for_last_admin(connection, owner)
            gone = list(connection.execute(_owned(owner).with_for_update()).scalars())
            gone += _branches_of_others(connection, gone)
            erasing.erase_sessions(self._database, connection, gone)
            theirs = select(transcripts.c.id).where(transcripts.c.owner == (owner or ""))
            erasing.erase_from_desk(connection, select(desk_lines.c.id).where(desk_lines.c.session.in_(theirs)))
            _erase_rows(connection, owner)
            record(connection, by, AuditAct.ERASED.value, person=owner)
        self._database.scrub()
        return gone


def _owned(owner: str | None) -> Select[Any]:
    mine = sessions.c.owner.is_not_distinct_from(owner)
    return select(sessions.c.id).where(mine).order_by(sessions.c.started, sessions.c.id)


def _branches_of_others(connection: Connection, gone: Sequence[str]) -> list[str]:
    """Return branches that somebody else made of these sessions; they share turns, and so words, with them."""
    found: list[str] = []
    ring = list(gone)
    while ring:
        below = select(sessions.c.id).where(sessions.c.parent.in_(ring))
        ring = [one for one in connection.execute(below).scalars() if one not in {*gone, *found}]
        found += ring
    return found


def _erase_rows(connection: Connection, owner: str | None) -> None:
    for one in reversed(PERSON_COLUMNS):
        if one.stays:
            connection.execute(one.table.update().where(one.names(owner)).values({one.column: None}))
        else:
            connection.execute(one.table.delete().where(one.names(owner)))


def _refuse_for_last_admin(connection: Connection, person: str) -> None:
    """Keep somebody who can let people in, as long as there is anybody else. Rows are held against other writers."""
    everybody = connection.execute(select(people.c.id, people.c.role, people.c.active).with_for_update()).all()
    admins = {row.id for row in everybody if row.role == Role.ADMIN.value and row.active}
    if admins == {person} and len(everybody) > 1:
        raise TurnRefused(
            "this is the last active admin, and nobody else could let people in or help them. "
            "Mend: make somebody else an admin first."
        )


def _rows(connection: Connection, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows as JSON can hold them, without secrets."""
    told = [one for one in table.c if one.name not in SECRET and (table.name, one.name) not in OF_OTHERS]
    packed = {column.name for column in told if isinstance(column.type, Packed)}
    found = connection.execute(select(*told).where(where).order_by(*table.primary_key))
    return [{name: _json_value(value, name in packed) for name, value in row._mapping.items()} for row in found]


def _json_value(value: Any, packed: bool) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return json.loads(value) if packed and value is not None else value
