"""Make a line data: nothing in it can end its wrapping in a prompt. Pure text."""

from __future__ import annotations

import unicodedata

MIRRORED = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "`": "'", "|": "¦"})
"""What could close a delimiter, open a tag or form a model's control token, and what stands in: one for one."""

LONGEST = 4000
"""Characters of one line that a prompt carries; beyond, it is cut and says so."""


def neutralize(text: str, longest: int = LONGEST) -> str:
    """Return a line as data: on one line, without control characters, with nothing that could end its wrapping.

    Every character that stays keeps its place or is swapped for one that looks alike, so that a model's quote can be
    traced back (`agent/text/quoting.py`).
    """
    kept = "".join(char for char in text if char.isspace() or not unicodedata.category(char).startswith("C"))
    line = " ".join(kept.translate(MIRRORED).split())
    return line if len(line) <= longest else line[:longest].rstrip() + " …"
