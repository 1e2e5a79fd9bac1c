"""The tables of what trainers and labellers make, as queries see them. `agent/storage/migrations.py` makes them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from agent.storage.tables import Packed, UtcText, Words, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("text", Words, nullable=False),
    Column("voice", Words, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""What somebody writes and has not published. `kind`: `persona` or `rubric`. `text`: the YAML file; `voice`: the file
of the authored voice beside it, or empty. `edition`: the one it was begun from, 0 for the file that ships or none."""

editions = Table(
    "editions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Words, nullable=False),
    Column("voice", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("came_of", Integer),
    Column("by", Text),
    Column("at", UtcText, nullable=False),
)
"""What was published, only ever inserted into: the newest of each id stands. `came_of`: the edition that was gone back
to. An empty `text` withdraws: what ships stands again, or nothing does."""

assignments = Table(
    "assignments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team", Words, nullable=False),
    Column("persona", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("terms", Text),
    Column("sessions", Integer, nullable=False),
    Column("note", Words, nullable=False),
    Column("due", UtcText),
    Column("closed", UtcText),
    Column("by", Text),
    Column("at", UtcText, nullable=False),
)
"""What a trainer asks of reps: so many `sessions` with a customer, in a mode; `terms`: JSON of ExamTerms."""

assignees = Table(
    "assignees",
    metadata,
    Column("assignment", Text, primary_key=True),
    Column("person", Text, primary_key=True),
)

assigned_sessions = Table(
    "assigned_sessions",
    metadata,
    Column("session", Text, primary_key=True),
    Column("assignment", Text, nullable=False),
    Column("person", Text, nullable=False),
)
"""Sessions that a rep began for an assignment. They stay private until they are submitted."""

shares = Table(
    "shares",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token", Text),
    Column("session", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("asked_by", Text),
    Column("consented", UtcText),
    Column("refused", UtcText),
    Column("until", UtcText),
    Column("at", UtcText, nullable=False),
)
"""One line of a session that may be shown by a link, once whose it is has consented. `token`: SHA-256 of the link's
secret part; nothing before consent and after it was taken back."""

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("team", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("state", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("body", Packed, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""Talk from outside that somebody brought in. `body`: JSON of a Transcript, with its scores. `state`: one of
TranscriptState; while it is being read, followed by whose turn that is."""

desk_lines = Table(
    "desk_lines",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("text", Words, nullable=False),
    Column("session", Text),
    Column("number", Integer),
    Column("rest", Packed, nullable=False),
    Column("by", Text),
    Column("at", UtcText, nullable=False),
)
"""Lines at the label desk. `source`: `disputed`, `unsure`, `sampled` or `transcript`. `rest`: JSON with what was said
before, and how each engine read the line, which no labeller sees before they have coded it."""

codings = Table(
    "codings",
    metadata,
    Column("line", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("body", Packed, nullable=False),
    Column("at", UtcText, nullable=False),
)
"""How one person coded one line: JSON of a Coding."""

adjudications = Table(
    "adjudications",
    metadata,
    Column("line", Text, primary_key=True),
    Column("body", Packed, nullable=False),
    Column("note", Words, nullable=False),
    Column("by", Text),
    Column("at", UtcText, nullable=False),
)
"""How a line is coded in the end, where two people parted."""
