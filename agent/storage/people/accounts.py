"""Accounts: the people who may come in, as the log keeps them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from agent.errors import AccountRefused
from agent.model.practice.account import Account, Change, account_name, printable
from agent.model.practice.person import Person, Role
from agent.storage.database import Database
from agent.storage.people_tables import drill_cards, drill_reviews, logins, people
from agent.storage.tables import disputes, sessions


class Accounts:
    """Reads and writes accounts. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any_accounts(self) -> bool:
        """Say whether anybody has an account."""
        with self._database.reading() as connection:
            return connection.execute(select(people.c.id).limit(1)).first() is not None

    def any_passwords(self) -> bool:
        """Say whether anybody signs in with a password."""
        with self._database.reading() as connection:
            wanted = select(people.c.id).where(people.c.password.is_not(None)).limit(1)
            return connection.execute(wanted).first() is not None

    def person(self, person: str) -> Person | None:
        """Return somebody by id, or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(people).where(people.c.id == person)).first()
        return person_of(row) if row is not None else None

    def named(self, name: str) -> tuple[Person, str | None] | None:
        """Return somebody by the name they sign in with, and their password's hash, if they have one; or None."""
        with self._database.reading() as connection:
            row = connection.execute(select(people).where(people.c.name == name)).first()
        return (person_of(row), row.password) if row is not None else None

    def named_or_refused(self, name: str) -> Person:
        """Return somebody by the name they sign in with, however it is typed.

        Raises:
            AccountRefused: nobody has it.
        """
        if (found := self.named(account_name(name))) is None:
            raise AccountRefused(f"nobody is called {name[:64]!r}. Mend: `rollwith users list` tells the names.")
        return found[0]

    def by_subject(self, issuer: str, subject: str) -> Person | None:
        """Return somebody by who they are to an outside provider, or None."""
        mine = (people.c.issuer == issuer, people.c.subject == subject)
        with self._database.reading() as connection:
            row = connection.execute(select(people).where(*mine)).first()
        return person_of(row) if row is not None else None

    def accounts(self) -> list[Account]:
        """Return every account, by name, with when somebody was seen last."""
        last = select(logins.c.person, func.max(logins.c.made).label("seen")).group_by(logins.c.person).subquery()
        wanted = select(people, last.c.seen).outerjoin(last, last.c.person == people.c.id).order_by(people.c.name)
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return [Account(person=person_of(row), made=row.made, outside=row.issuer is not None, seen=row.seen)
                for row in rows]  # fmt: skip

    def make(
        self, name: str, shown: str = "", role: Role = Role.REP, team: str = "", *, password: str | None = None,
        issuer: str | None = None, subject: str | None = None,
    ) -> Person:  # fmt: skip
        """Make an account; `password` is its hash.

        Raises:
            AccountRefused: the name is taken or not usable.
        """
        with self._database.writing() as connection:
            return make_person(
                self._database, connection, name, shown, role, team, password=password, issuer=issuer, subject=subject
            )

    def change(self, person: str, change: Change) -> Person:
        """Change an account; somebody made inactive is signed out everywhere.

        Raises:
            AccountRefused: there is no such account, a value is not usable, or no active admin would be left.
        """
        values = change.model_dump(exclude_none=True)
        if change.team is not None:
            values["team"] = printable(change.team, "the team", empty=True)
        if change.shown is not None:
            values["shown"] = printable(change.shown, "the shown name")
        with self._database.writing() as connection:
            _keep_an_admin(connection, person, change)
            if values:
                connection.execute(update(people).where(people.c.id == person).values(**_as_columns(values)))
            if change.active is False:
                connection.execute(logins.delete().where(logins.c.person == person))
            return _locked(connection, person)

    def set_password(self, person: str, password: str) -> None:
        """Keep the hash of a new password, and sign the person out everywhere.

        Raises:
            AccountRefused: there is no such account.
        """
        with self._database.writing() as connection:
            set_password_of(connection, person, password)

    def rehash(self, person: str, before: str, after: str) -> None:
        """Keep a better hash of the same password, unless it was changed meanwhile; nobody is signed out."""
        mine = (people.c.id == person, people.c.password == before)
        with self._database.writing() as connection:
            connection.execute(update(people).where(*mine).values(password=after))

    def adopt(self, person: str) -> int:
        """Give somebody the sessions and drills that belong to nobody; return how many sessions these were.

        Raises:
            AccountRefused: there is no such account.
        """
        with self._database.writing() as connection:
            _locked(connection, person)
            orphans = select(sessions.c.id).where(sessions.c.owner.is_(None))
            theirs = (disputes.c.session.in_(orphans), disputes.c.by.is_(None))
            connection.execute(update(disputes).where(*theirs).values(by=person))
            given = connection.execute(update(sessions).where(sessions.c.owner.is_(None)).values(owner=person))
            _adopt_drills(connection, person)
            return given.rowcount


def make_person(
    database: Database, connection: Connection, name: str, shown: str, role: Role, team: str, *,
    password: str | None = None, issuer: str | None = None, subject: str | None = None,
) -> Person:  # fmt: skip
    """Make an account within a write transaction.

    Raises:
        AccountRefused: the name is taken or not usable; the transaction is to be given up.
    """
    name = account_name(name)
    shown, team = printable(shown or name, "the shown name"), printable(team, "the team", empty=True)
    if connection.execute(select(people.c.id).where(people.c.name == name)).first() is not None:
        raise _taken(name)
    values: dict[str, Any] = {
        "id": secrets.token_hex(8),
        "name": name,
        "shown": shown,
        "role": role.value,
        "team": team,
        "active": 1,
    }
    values |= {"password": password, "issuer": issuer, "subject": subject, "made": datetime.now(UTC)}
    if not database.insert_once(connection, people, values):
        raise _taken(name)
    return _locked(connection, values["id"])


def set_password_of(connection: Connection, person: str, password: str) -> None:
    """Keep the hash of a new password within a write transaction, and end every login of the person."""
    _locked(connection, person)
    connection.execute(update(people).where(people.c.id == person).values(password=password))
    connection.execute(logins.delete().where(logins.c.person == person))


def person_of(row: Row[Any]) -> Person:
    """Return the person that a row of `people` tells of."""
    return Person(
        id=row.id, name=row.name, shown=row.shown, role=Role(row.role), team=row.team, active=bool(row.active)
    )


def _locked(connection: Connection, person: str) -> Person:
    row = connection.execute(select(people).where(people.c.id == person).with_for_update()).first()
    if row is None:
        raise AccountRefused("there is no such account. Mend: `rollwith users list` tells who has one.")
    return person_of(row)


def _keep_an_admin(connection: Connection, person: str, change: Change) -> None:
    """Refuse a change by which nobody could look after accounts any more; two such changes at once wait in line."""
    admins = (people.c.role == Role.ADMIN.value, people.c.active == 1)
    left = connection.execute(select(people.c.id).where(*admins).order_by(people.c.id).with_for_update()).scalars()
    stays = change.active is not False and change.role in (None, Role.ADMIN)
    if [*left] == [_locked(connection, person).id] and not stays:
        raise AccountRefused(
            "this is the last active admin, and nobody could look after accounts any more. "
            "Mend: make somebody else an admin first."
        )


def _adopt_drills(connection: Connection, person: str) -> None:
    """Give somebody the drills of the room without accounts, unless they have drilled by themselves."""
    for table in (drill_cards, drill_reviews):
        if connection.execute(select(table.c.person).where(table.c.person == person).limit(1)).first() is None:
            connection.execute(update(table).where(table.c.person == "").values(person=person))


def _as_columns(values: dict[str, Any]) -> dict[str, Any]:
    columns = dict(values)
    if "active" in columns:
        columns["active"] = int(columns["active"])
    if "role" in columns:
        columns["role"] = Role(columns["role"]).value
    return columns


def _taken(name: str) -> AccountRefused:
    return AccountRefused(f"somebody is called {name!r} already. Mend: choose another name.")
