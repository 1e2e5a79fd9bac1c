"""The tables about people, as queries see them. Unlike those of sessions, their rows change."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from agent.storage.tables import Packed, UtcText, Words, metadata

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("shown", Words, nullable=False),
    Column("role", Text, nullable=False),
    Column("team", Words, nullable=False),
    Column("active", Integer, nullable=False),
    Column("password", Text),
    Column("issuer", Text),
    Column("subject", Text),
    Column("made", UtcText, nullable=False),
)
"""Who may come in. `password`: as argon2 hashes it, salt included; nothing where an outside provider knows them.
`issuer`, `subject`: who they are to that provider."""

invites = Table(
    "invites",
    metadata,
    Column("token", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("team", Words, nullable=False),
    Column("by", Text),
    Column("person", Text),
    Column("until", UtcText, nullable=False),
    Column("used", UtcText),
    Column("made", UtcText, nullable=False),
)
"""Links by which somebody may make an account, or (with `person`) set a new password. `token`: SHA-256 of the link's
secret part, which is shown once and kept nowhere."""

logins = Table(
    "logins",
    metadata,
    Column("token", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("until", UtcText, nullable=False),
    Column("made", UtcText, nullable=False),
)
"""Browsers that are signed in. `token`: SHA-256 of the cookie."""

audit = Table(
    "audit",
    metadata,
    Column("nth", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcText, nullable=False),
    Column("actor", Text),
    Column("act", Text, nullable=False),
    Column("session", Text),
    Column("person", Text),
    Column("detail", Words, nullable=False),
)
"""Who did what to whose: ids only, so that it holds no word of a person who is erased. `detail`: words of the program,
such as a role; never what somebody typed."""

drill_cards = Table(
    "drill_cards",
    metadata,
    Column("person", Text, primary_key=True),
    Column("skill", Text, primary_key=True),
    Column("due", UtcText, nullable=False),
    Column("state", Text, nullable=False),
)
"""Where a person stands with a skill; `person` is empty in a room without accounts. `state`: the scheduler's JSON."""

drill_reviews = Table(
    "drill_reviews",
    metadata,
    Column("person", Text, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("skill", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("line", Words, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("rating", Integer, nullable=False),
    Column("held_back", Integer, nullable=False),
    Column("rest", Packed),
    Column("at", UtcText, nullable=False),
)
"""Each answer to a moment. `rest`: the moment as it was asked and the verdict, as JSON."""
