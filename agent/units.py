"""Split a rep's line into units: sentences, or clauses that do one thing. Pure text."""

from __future__ import annotations

import re

MAX_UNITS = 40
"""Units of one line that are looked at; what lies beyond belongs to the last one."""

_BREAK = re.compile(
    r"(?<=[.!?…])[\"'”’)\]]*\s+(?=\S)"  # a sentence ends
    r"|\n+\s*"  # a line ends
    r"|(?<=[;—])\s+(?=\S)"  # a strong clause mark
    r"|\s+(?=[-–—]{1,2}\s)"  # a dash with air around it
    r"|,\s+(?=but (?:you|it|we|i|if|that|this|don|please)\b)",  # a turn of the thought
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|approx|dept|inc|ltd)|\b[A-Z])\.$", re.IGNORECASE)
_WORD = re.compile(r"\w")


def split_units(line: str) -> list[str]:
    """Return the units of a line in order, each occurring in it exactly as written; an empty line has none."""
    pieces: list[str] = []
    start = 0
    for match in _BREAK.finditer(line):
        head = line[start : match.start()]
        if _ABBREVIATION.search(head) or not _WORD.search(head):
            continue
        pieces.append(head)
        start = match.start()
    pieces.append(line[start:])
    units = [unit for piece in pieces if (unit := piece.strip(" \t\r\n,;"))]
    if len(units) > MAX_UNITS:
        tail = line[line.index(units[MAX_UNITS - 1]) :].strip()
        units = [*units[: MAX_UNITS - 1], tail]
    return units
