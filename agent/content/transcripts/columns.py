"""Columns: which column holds who speaks, what they say, and in which conversation, by the names people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.content.transcripts.table import RawTable
from agent.errors import DataError

USUAL: dict[str, tuple[str, ...]] = {
    "speaker": ("speaker", "role", "speaker name", "speaker role", "interlocutor", "who", "author", "from",
                "participant", "sender", "name", "person", "channel", "party", "by", "user"),
    "text": ("text", "content", "utterance", "utterance text", "message", "line", "words", "said", "transcript", "body",
             "what", "statement", "sentence", "caption"),
    "session": ("session", "session id", "conversation", "conversation id", "transcript id", "call", "call id",
                "dialogue id", "dialog id", "talk", "thread"),
    "time": ("time", "timestamp", "start", "start time", "begin", "date"),
}  # fmt: skip
"""What a column is for -> how it is usually called, the plainest first; without case, marks and blanks."""

NEEDED = {"speaker": "who speaks", "text": "what they say"}
"""Columns that no transcript can be read without, and what they hold."""


@dataclass(frozen=True)
class TalkColumns:
    """Which column holds what; an empty name for none."""

    speaker: str
    text: str
    session: str = ""
    time: str = ""


MOST_COLUMNS = 60
"""Columns that are offered to choose from; a file of talk has a dozen."""


class UnknownColumns(DataError):
    """A table whose columns nobody can tell apart by their names. `columns`: those it has."""

    def __init__(self, table: RawTable, problem: str, mend: str, key: str = "") -> None:
        super().__init__(table.name, key, problem, mend, 1 if table.form == "csv" else None)
        self.columns = table.columns


def columns_of(table: RawTable, speaker: str = "", text: str = "") -> TalkColumns:
    """Return what the columns of a table are for.

    Args:
        speaker, text: names that somebody gave, which go before the usual ones; matched without case.

    Raises:
        UnknownColumns: none is known for what is needed, or there is none of a name that was given.
    """
    found = {use: _usual(table.columns, names) for use, names in USUAL.items()}
    for use, given in (("speaker", speaker.strip()), ("text", text.strip())):
        if given:
            found[use] = _named_column(table, given)
    for use, words in NEEDED.items():
        if not found[use]:
            mend = f"say which column holds {words}, or call it {use!r}"
            problem = f"no column is known to hold {words}; the file has {_column_list(table.columns)}"
            raise UnknownColumns(table, problem, mend)
    return TalkColumns(**found)


def plain_name(name: str) -> str:
    """Return a name as names are compared: without case, marks and double blanks."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", split.casefold()).split())


def _usual(columns: Sequence[str], names: Sequence[str]) -> str:
    by_name = {plain_name(column): column for column in reversed(columns)}
    return next((by_name[name] for name in names if name in by_name), "")


def _named_column(table: RawTable, given: str) -> str:
    found = next((column for column in table.columns if plain_name(column) == plain_name(given)), None)
    if found is None:
        mend = f"the file has {_column_list(table.columns)}"
        raise UnknownColumns(table, "there is no such column", mend, given[:80])
    return found


def _column_list(columns: Sequence[str]) -> str:
    return ", ".join(columns) or "none"
