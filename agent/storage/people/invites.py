"""Invites: links by which somebody makes an account or sets a new password. Each works once, for seven days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from agent.errors import AccountRefused
from agent.model.practice.account import Invitation, printable
from agent.model.practice.person import Person, Role
from agent.storage.database import Database
from agent.storage.people.accounts import make_person, person_of, set_password_of
from agent.storage.people.tokens import kept, new_token
from agent.storage.people_tables import invites, people

DAYS = 7
"""Days that a link works: long enough for a week's leave, short enough that an old mail opens nothing."""

SHOWN_OF_ID = 16
"""Characters of a hash by which an invitation is named to admins: 64 bits, no two alike."""


class Invites:
    """Makes and uses links. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, role: Role, team: str = "", *, by: str | None = None) -> Invitation:
        """Make a link for one new account.

        Raises:
            AccountRefused: the team's name is not usable.
        """
        with self._database.writing() as connection:
            return _insert(connection, role, printable(team, "the team", empty=True), by, None)

    def make_reset(self, person: str, *, by: str | None = None) -> Invitation:
        """Make a link by which somebody sets a new password.

        Raises:
            AccountRefused: there is no such account, or an outside provider knows them.
        """
        with self._database.writing() as connection:
            row = connection.execute(select(people).where(people.c.id == person)).first()
            if row is None:
                raise AccountRefused("there is no such account. Mend: `rollwith users list` tells who has one.")
            if row.issuer is not None:
                raise AccountRefused(
                    f"{row.name!r} signs in by the outside provider and has no password here. Mend: set it there."
                )
            return _insert(connection, Role(row.role), row.team, by, person)

    def waiting(self, now: datetime | None = None) -> list[Invitation]:
        """Return the links that still wait to be used, newest first, without their tokens."""
        wanted = select(invites).where(*_open(now)).order_by(invites.c.made.desc())
        with self._database.reading() as connection:
            return [_invitation_of(row) for row in connection.execute(wanted)]

    def find(self, token: str, now: datetime | None = None) -> tuple[Invitation, Person | None] | None:
        """Return a link that may still be used, and whose new password it is for, if any; None for every other."""
        wanted = select(invites).where(invites.c.token == kept(token), *_open(now))
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
            owner = connection.execute(select(people).where(people.c.id == row.person)).first() if row else None
        if row is None or (row.person is not None and owner is None):
            return None
        return _invitation_of(row, token), person_of(owner) if owner is not None else None

    def use(self, token: str, password: str, name: str = "", shown: str = "", now: datetime | None = None) -> Person:
        """Use a link up: make the account, or set the new password; `password` is its hash.

        Raises:
            AccountRefused: it was used or is over, or the name is taken or not usable; then it can be used again.
        """
        with self._database.writing() as connection:
            used = update(invites).where(invites.c.token == kept(token), *_open(now)).values(used=datetime.now(UTC))
            row = connection.execute(used.returning(invites.c.role, invites.c.team, invites.c.person)).first()
            if row is None:
                raise AccountRefused("this link was used already, or is over. Mend: ask for a new one.")
            if row.person is None:
                return make_person(self._database, connection, name, shown, Role(row.role), row.team, password=password)
            set_password_of(connection, row.person, password)
            return person_of(connection.execute(select(people).where(people.c.id == row.person)).one())

    def withdraw(self, invitation: str) -> None:
        """Let a link that waits (by the invitation's id) lead nowhere.

        Raises:
            AccountRefused: none such waits.
        """
        with self._database.writing() as connection:
            named = select(invites.c.token).where(*_open(None))
            tokens = [one for one in connection.execute(named).scalars() if one[:SHOWN_OF_ID] == invitation]
            if not tokens:
                raise AccountRefused("no such link waits any more. Mend: look at the list again.")
            connection.execute(invites.delete().where(invites.c.token.in_(tokens)))


def _open(now: datetime | None) -> tuple[Any, Any]:
    return invites.c.used.is_(None), invites.c.until > (now or datetime.now(UTC))


def _insert(connection: Connection, role: Role, team: str, by: str | None, person: str | None) -> Invitation:
    token, now = new_token(), datetime.now(UTC)
    connection.execute(invites.delete().where(invites.c.until < now))
    values = {"token": kept(token), "role": role.value, "team": team, "by": by, "person": person}
    connection.execute(invites.insert().values(**values, until=now + timedelta(days=DAYS), made=now))
    row = connection.execute(select(invites).where(invites.c.token == kept(token))).one()
    return _invitation_of(row, token)


def _invitation_of(row: Row[Any], token: str = "") -> Invitation:
    return Invitation(
        id=row.token[:SHOWN_OF_ID], token=token, role=Role(row.role), team=row.team, by=row.by, person=row.person,
        until=row.until,
    )  # fmt: skip
