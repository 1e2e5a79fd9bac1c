"""Migration: the tables of trainers and labellers as they were first made. Frozen once released."""

from __future__ import annotations

from sqlalchemy import Connection


def keep_training(connection: Connection) -> None:
    """Keep what trainers write and publish, what they ask of reps, what people code, and talk from outside."""
    blob = "BYTEA" if connection.dialect.name == "postgresql" else "BLOB"
    for statement in (*_trainers(), *_labellers(blob)):
        connection.exec_driver_sql(statement)


def _trainers() -> tuple[str, ...]:
    return (
        """CREATE TABLE drafts (
            kind TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, text TEXT NOT NULL, voice TEXT NOT NULL,
        edition INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (kind, id, person))""",
        """CREATE TABLE editions (
            kind TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, voice TEXT NOT NULL,
        note TEXT NOT NULL, came_of INTEGER, "by" TEXT, at TEXT NOT NULL, PRIMARY KEY (kind, id, number))""",
        """CREATE TABLE assignments (
            id TEXT NOT NULL PRIMARY KEY, team TEXT NOT NULL, persona TEXT NOT NULL, mode TEXT NOT NULL,
        terms TEXT, sessions INTEGER NOT NULL, note TEXT NOT NULL, due TEXT, closed TEXT, "by" TEXT,
        at TEXT NOT NULL)""",
        "CREATE INDEX assignments_by_team ON assignments (team, at)",
        """CREATE TABLE assignees (
            assignment TEXT NOT NULL REFERENCES assignments (id), person TEXT NOT NULL,
        PRIMARY KEY (assignment, person))""",
        "CREATE INDEX assignees_by_person ON assignees (person)",
        """CREATE TABLE assigned_sessions (
            session TEXT NOT NULL PRIMARY KEY REFERENCES sessions (id), assignment TEXT NOT NULL,
        person TEXT NOT NULL)""",
        "CREATE INDEX assigned_sessions_by_assignment ON assigned_sessions (assignment, person)",
    )


def _labellers(blob: str) -> tuple[str, ...]:
    return (
        """CREATE TABLE shares (
            id TEXT NOT NULL PRIMARY KEY, token TEXT UNIQUE, session TEXT NOT NULL REFERENCES sessions (id),
        number INTEGER NOT NULL, asked_by TEXT, consented TEXT, refused TEXT, until TEXT, at TEXT NOT NULL)""",
        "CREATE INDEX shares_by_session ON shares (session, number)",
        f"""CREATE TABLE transcripts (
            id TEXT NOT NULL PRIMARY KEY, owner TEXT NOT NULL, team TEXT NOT NULL, name TEXT NOT NULL,
        state TEXT NOT NULL, lines INTEGER NOT NULL, body {blob} NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX transcripts_by_owner ON transcripts (owner, at)",
        f"""CREATE TABLE desk_lines (
            id TEXT NOT NULL PRIMARY KEY, source TEXT NOT NULL, speaker TEXT NOT NULL, text TEXT NOT NULL,
        session TEXT, number INTEGER, rest {blob} NOT NULL, "by" TEXT, at TEXT NOT NULL)""",
        "CREATE INDEX desk_lines_by_session ON desk_lines (session)",
        f"""CREATE TABLE codings (
            line TEXT NOT NULL REFERENCES desk_lines (id), person TEXT NOT NULL, body {blob} NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (line, person))""",
        "CREATE INDEX codings_by_person ON codings (person)",
        f"""CREATE TABLE adjudications (
            line TEXT NOT NULL PRIMARY KEY REFERENCES desk_lines (id), body {blob} NOT NULL, note TEXT NOT NULL,
        "by" TEXT, at TEXT NOT NULL)""",
    )
