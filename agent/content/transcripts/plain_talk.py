"""Plain talk: rows of a text in which each line begins with who says it: `Name: words`."""

from __future__ import annotations

import re

from agent.content.transcripts.table import RawRow, RawTable
from agent.errors import DataError

_TIME = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_NAMED = re.compile(
    rf"(?:{_TIME}[ \t]{{0,3}}-?[ \t]{{0,3}})?([^\W\d_][^:\n?!;<>\"]{{0,39}}?)[ \t]{{0,3}}"
    rf"(?:{_TIME})?[ \t]{{0,3}}:(?!//)[ \t]*(.*)$",
    re.S,
)
_WORDS = 5
"""Words of a name at most; what is longer before a colon is part of a sentence."""


def read_plain(name: str, text: str, encoding: str) -> RawTable:
    """Return the lines of a text; one that names nobody goes on what the line before it says.

    Raises:
        DataError: the first words are nobody's.
    """
    rows: list[RawRow] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip():
            continue
        found = named_line(raw.strip())
        if found is not None:
            rows.append(RawRow(number, {"speaker": found[0], "text": found[1]}))
        elif rows:
            rows[-1].cells["text"] = f"{rows[-1].cells['text']} {raw.strip()}".strip()
        else:
            mend = "begin each line with who says it (`Anna: Good morning.`), or bring the talk as CSV"
            raise DataError(name, "", f"nobody is named before {raw.strip()[:60]!r}", mend, number)
    return RawTable(name, "plain", encoding, ("speaker", "text"), tuple(rows))


def named_line(line: str) -> tuple[str, str] | None:
    """Return who says a line and its words, or None where it names nobody."""
    found = _NAMED.match(line)
    if found is None or len(found[1].split()) > _WORDS:
        return None
    return found[1].strip(), found[2].strip()
