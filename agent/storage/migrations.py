"""Migrations: ordered functions, each applied once and recorded in the table `migrations`.

A migration is frozen once released: it spells its tables out, because `tables.py` follows the newest shape.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, inspect, select

from agent.errors import StoreError
from agent.storage.tables import migrations
from agent.storage.training.migration import keep_training


def _create_tables(connection: Connection) -> None:
    """Lay the log: sessions, the rep's lines, what came of them, endings and leases."""
    postgres = connection.dialect.name == "postgresql"
    blob, real = ("BYTEA", "DOUBLE PRECISION") if postgres else ("BLOB", "REAL")
    for statement in (
        f"""CREATE TABLE sessions (
            id TEXT NOT NULL PRIMARY KEY, persona TEXT NOT NULL, persona_version INTEGER NOT NULL,
            rubric TEXT NOT NULL, seed BIGINT NOT NULL, opening TEXT NOT NULL, started TEXT NOT NULL,
            parent TEXT REFERENCES sessions (id), parent_turn INTEGER NOT NULL, start {blob} NOT NULL)""",
        "CREATE INDEX sessions_by_start ON sessions (started, id)",
        """CREATE TABLE lines (
            session TEXT NOT NULL REFERENCES sessions (id), number INTEGER NOT NULL, request TEXT NOT NULL,
            rep TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (session, number), UNIQUE (session, request))""",
        f"""CREATE TABLE turns (
            session TEXT NOT NULL, number INTEGER NOT NULL, customer TEXT NOT NULL, outcome TEXT NOT NULL,
            rest {blob} NOT NULL, at TEXT NOT NULL, PRIMARY KEY (session, number),
            FOREIGN KEY (session, number) REFERENCES lines (session, number))""",
        f"""CREATE TABLE endings (
            session TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id), outcome TEXT NOT NULL,
            debrief {blob} NOT NULL, at TEXT NOT NULL)""",
        f"""CREATE TABLE leases (
            session TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id), owner TEXT NOT NULL,
            until {real} NOT NULL)""",
    ):
        connection.exec_driver_sql(statement)


def _pin_content(connection: Connection) -> None:
    """Let a session keep the persona and the rubric it began with, and a line end without an answer."""
    blob = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in (
        f"CREATE TABLE contents (hash TEXT NOT NULL PRIMARY KEY, body {blob} NOT NULL)",
        "ALTER TABLE sessions ADD COLUMN persona_content TEXT REFERENCES contents (hash)",
        "ALTER TABLE sessions ADD COLUMN rubric_content TEXT REFERENCES contents (hash)",
        "ALTER TABLE sessions ADD COLUMN turns_before INTEGER",
        """CREATE TABLE attempts (
            session TEXT NOT NULL REFERENCES sessions (id), number INTEGER NOT NULL, nth INTEGER NOT NULL,
            why TEXT, at TEXT NOT NULL, PRIMARY KEY (session, number, nth))""",
    ):
        connection.exec_driver_sql(statement)


def _keep_spending(connection: Connection) -> None:
    """Let the log know what a session has cost, so that a restart does not forget it."""
    connection.exec_driver_sql(
        """CREATE TABLE spending (
            session TEXT NOT NULL REFERENCES sessions (id), nth INTEGER NOT NULL, number INTEGER NOT NULL,
            calls BIGINT NOT NULL, tokens BIGINT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (session, nth))"""
    )


def _keep_practice(connection: Connection) -> None:
    """Let sessions belong to people, on terms, and keep what these add to them."""
    postgres = connection.dialect.name == "postgresql"
    blob, real = ("BYTEA", "DOUBLE PRECISION") if postgres else ("BLOB", "REAL")
    for statement in (
        "ALTER TABLE sessions ADD COLUMN owner TEXT",
        "ALTER TABLE sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'practice'",
        "ALTER TABLE sessions ADD COLUMN terms TEXT",
        "CREATE INDEX sessions_by_owner ON sessions (owner, started, id)",
        """CREATE TABLE session_notes (
            session TEXT NOT NULL REFERENCES sessions (id), kind TEXT NOT NULL, nth INTEGER NOT NULL,
            body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (session, kind, nth))""",
        f"""CREATE TABLE disputes (
            id TEXT NOT NULL PRIMARY KEY, session TEXT NOT NULL REFERENCES sessions (id), number INTEGER NOT NULL,
            evidence TEXT NOT NULL, quote TEXT NOT NULL, meant TEXT NOT NULL, struck INTEGER NOT NULL, was {real},
            now {real}, "by" TEXT, at TEXT NOT NULL)""",
        "CREATE INDEX disputes_by_session ON disputes (session, number)",
        "CREATE INDEX disputes_by_time ON disputes (at, id)",
        f"""CREATE TABLE amendments (
            session TEXT NOT NULL, number INTEGER NOT NULL, nth INTEGER NOT NULL, customer TEXT NOT NULL,
            outcome TEXT NOT NULL, rest {blob} NOT NULL, at TEXT NOT NULL, PRIMARY KEY (session, number, nth),
            FOREIGN KEY (session, number) REFERENCES turns (session, number))""",
    ):
        connection.exec_driver_sql(statement)


def _let_people_in(connection: Connection) -> None:
    """Keep accounts, invitations, logins, the audit, and what people drill."""
    postgres = connection.dialect.name == "postgresql"
    blob = "BYTEA" if postgres else "BLOB"
    serial = "BIGINT GENERATED ALWAYS AS IDENTITY" if postgres else "INTEGER"
    counted = f"{serial} NOT NULL PRIMARY KEY" + ("" if postgres else " AUTOINCREMENT")
    for statement in (
        """CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, shown TEXT NOT NULL, role TEXT NOT NULL,
            team TEXT NOT NULL, active INTEGER NOT NULL, password TEXT, issuer TEXT, subject TEXT, made TEXT NOT NULL,
            UNIQUE (issuer, subject))""",
        """CREATE TABLE invites (
            token TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL, team TEXT NOT NULL, "by" TEXT, person TEXT,
            until TEXT NOT NULL, used TEXT, made TEXT NOT NULL)""",
        """CREATE TABLE logins (
            token TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL REFERENCES people (id), until TEXT NOT NULL,
            made TEXT NOT NULL)""",
        "CREATE INDEX logins_by_person ON logins (person)",
        f"""CREATE TABLE audit (
            nth {counted}, at TEXT NOT NULL, actor TEXT, act TEXT NOT NULL, session TEXT, person TEXT,
            detail TEXT NOT NULL)""",
        "CREATE INDEX audit_by_session ON audit (session, actor, at)",
        "CREATE INDEX audit_by_person ON audit (person, nth)",
        """CREATE TABLE drill_cards (
            person TEXT NOT NULL, skill TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (person, skill))""",
        f"""CREATE TABLE drill_reviews (
            person TEXT NOT NULL, nth INTEGER NOT NULL, skill TEXT NOT NULL, moment TEXT NOT NULL, line TEXT NOT NULL,
            passed INTEGER NOT NULL, rating INTEGER NOT NULL, held_back INTEGER NOT NULL, rest {blob},
            at TEXT NOT NULL, PRIMARY KEY (person, nth))""",
    ):
        connection.exec_driver_sql(statement)


MIGRATIONS: tuple[tuple[str, Callable[[Connection], None]], ...] = (
    ("first", _create_tables),
    ("pinned content and attempts", _pin_content),
    ("spending", _keep_spending),
    ("practice", _keep_practice),
    ("people", _let_people_in),
    ("training", keep_training),
)
"""Name and function of each migration, in order; the first has number 1."""

_LOCK = 7_465_701
"""Any fixed number: PostgreSQL's advisory lock that lets one process migrate at a time."""


def applied(connection: Connection) -> int:
    """Return the number of the last migration a database has seen, 0 for a new one.

    Raises:
        StoreError: the database was written by a newer version of this program.
    """
    if not inspect(connection).has_table(migrations.name):
        return 0
    number = connection.execute(select(func.coalesce(func.max(migrations.c.number), 0))).scalar_one()
    if number > len(MIGRATIONS):
        raise StoreError(
            f"the session log was written by a newer rollwith (its migration {number}; this version knows "
            f"{len(MIGRATIONS)}). Mend: update rollwith, or set ROLLWITH_DATABASE_URL to another log."
        )
    return int(number)


def migrate(connection: Connection) -> None:
    """Apply, within the given write transaction, the migrations a database has not seen: all of them or none."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    done = applied(connection)
    if done == 0:
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
            "applied TEXT NOT NULL)"
        )
    for number, (name, change) in enumerate(MIGRATIONS[done:], done + 1):
        change(connection)
        connection.execute(migrations.insert().values(number=number, name=name, applied=datetime.now(UTC)))
