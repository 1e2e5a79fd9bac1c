"""The tables of the session log, as queries see them. `agent/storage/migrations.py` makes them.

Every table of sessions but `leases` and `disputes` is only ever inserted into, until a session is erased whole; and an
ending is taken back where the customer had left on a reading that was struck. Those about people are in
`agent/storage/people_tables.py`.
"""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from agent.errors import StoreError


class Packed(TypeDecorator[str]):
    """JSON text, deflated. A verdict with its receipt shrinks to a third or less."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Deflate."""
        return None if value is None else zlib.compress(value.encode(), 9)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Inflate; the checksum within tells a damaged record."""
        try:
            return None if value is None else zlib.decompress(value).decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise StoreError("a record of the session log is damaged. Mend: restore a copy of the log.") from error


class Words(TypeDecorator[str]):
    r"""What somebody said, readable in the table. U+0000, which PostgreSQL cannot hold, is written as U+0010 `0`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write the one letter that no database holds as two."""
        return None if value is None else value.replace("\x10", "\x101").replace("\x00", "\x100")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Write it as it was."""
        return None if value is None else re.sub("\x10([01])", lambda found: "\x00\x10"[int(found[1])], value)


class UtcText(TypeDecorator[datetime]):
    """A time in UTC as text of fixed width, so that its order is the order of the text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write the time in UTC."""
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read the time, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

migrations = Table(
    "migrations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("applied", UtcText, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("persona", Text, nullable=False),
    Column("persona_version", Integer, nullable=False),
    Column("rubric", Text, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("opening", Words, nullable=False),
    Column("started", UtcText, nullable=False),
    Column("parent", Text),
    Column("parent_turn", Integer, nullable=False),
    Column("start", Packed, nullable=False),
    Column("persona_content", Text),
    Column("rubric_content", Text),
    Column("turns_before", Integer),
    Column("owner", Text),
    Column("mode", Text, nullable=False),
    Column("terms", Text),
)
"""`start`: the state before the first line, or, in a branch, after turn `parent_turn` of `parent`; `turns_before`: how
many whole turns lie before it. `persona_content`, `rubric_content`: what the session was begun with, in `contents`.
Sessions of before migration 2 have none of the three. `owner`: the person whose it is; nothing in a room without
accounts. `terms`: what an exam asks, as JSON."""

contents = Table(
    "contents",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Packed, nullable=False),
)
"""Personas and rubrics as JSON, each content once, by the SHA-256 of it. They hold nobody's words of a session."""

lines = Table(
    "lines",
    metadata,
    Column("session", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("request", Text, nullable=False),
    Column("rep", Words, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""The rep's lines: stored before anything else happens. A line is whole with its row in `turns`, not answered with a
row that says why in `attempts`, and pending else."""

attempts = Table(
    "attempts",
    metadata,
    Column("session", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("why", Text),
    Column("at", UtcText, nullable=False),
)
"""What befell a line (or, under number 0, the debrief) besides its turn. `why`: why it ended without an answer, in
plain words; or nothing, where it was begun again after the program had stopped in it."""

turns = Table(
    "turns",
    metadata,
    Column("session", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("customer", Words, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rest", Packed, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""What came of a line. `rest`: verdict, receipt, state and the reply without its words."""

endings = Table(
    "endings",
    metadata,
    Column("session", Text, primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("debrief", Packed, nullable=False),
    Column("at", UtcText, nullable=False),
)

spending = Table(
    "spending",
    metadata,
    Column("session", Text, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""What a session has cost at the endpoint. `number`: the line after which it was written, or 0 for the debrief.
`calls`, `tokens`: all that this very session had spent by then, so that the newest row alone tells it. A session that
spent nothing has no row; a branch begins with none, since its parent paid for the turns it shares."""

leases = Table(
    "leases",
    metadata,
    Column("session", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Float, nullable=False),
)
"""Who runs a session now, until when (seconds since 1970 by the database's clock)."""

notes = Table(
    "session_notes",
    metadata,
    Column("session", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("body", Words, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""What its owner adds to a session; the newest of each kind counts. `kind`: `name`, `submitted` (body empty: taken
back), or `rating` (JSON of a SelfRating, or empty where they would not)."""

disputes = Table(
    "disputes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("session", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("quote", Words, nullable=False),
    Column("meant", Words, nullable=False),
    Column("struck", Integer, nullable=False),
    Column("was", Float),
    Column("now", Float),
    Column("by", Text),
    Column("at", UtcText, nullable=False),
)
"""Readings that a rep disputes, for the label desk; each once, told again in other words it is overwritten. `was`,
`now`: resistance after the line with the reading and without it, where it was struck."""

amendments = Table(
    "amendments",
    metadata,
    Column("session", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("nth", Integer, primary_key=True),
    Column("customer", Words, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("rest", Packed, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""A turn as it stands after a reading was struck from it, shaped as in `turns`. The newest stands for the turn, which
stays as it was."""
