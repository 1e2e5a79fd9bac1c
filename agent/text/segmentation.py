"""Split a rep's line into units: sentences, or clauses that do one thing. Pure text."""

from __future__ import annotations

import re

MAX_UNITS = 40
"""Units of one line that are looked at; what lies beyond belongs to the last one."""

_BREAK = re.compile(
    r"(?<=[.!?…])[\"'”’)\]]*+\s++(?=\S)"  # a sentence ends
    r"|\n+\s*+"  # a line ends
    r"|(?<=[;—])\s++(?=\S)"  # a strong clause mark
    r"|(?<!\s)\s++(?=[-–—]{1,2}\s)"  # a dash with air around it
    r"|,\s++(?=but (?:you|it|we|i|if|that|this|don|please)\b)",  # a turn of the thought
    re.IGNORECASE,
)
LONGEST_ABBREVIATION = len("approx.") + 1
"""Characters before a break in which an abbreviation is looked for, with the one in front that ends a word."""

_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|approx|dept|inc|ltd)|\b[A-Z])\.$", re.IGNORECASE)
_WORD = re.compile(r"\w")
_AROUND = " \t\r\n,;"


def split_units(line: str) -> list[str]:
    """Return the units of a line in order, each occurring in it exactly as written; an empty line has none."""
    return [line[start:end] for start, end in unit_spans(line)]


def unit_spans(line: str) -> list[tuple[int, int]]:
    """Return where the units of a line begin and end, in characters."""
    cuts, looked, worded = [0], 0, False
    for match in _BREAK.finditer(line):
        at = match.start()
        worded = worded or _WORD.search(line, looked, at) is not None
        looked = at
        if worded and not _ABBREVIATION.search(line, max(cuts[-1], at - LONGEST_ABBREVIATION), at):
            cuts.append(at)
            worded = False
    spans = [_trimmed(line, start, end) for start, end in zip(cuts, [*cuts[1:], len(line)], strict=True)]
    spans = [(start, end) for start, end in spans if start < end]
    if len(spans) > MAX_UNITS:
        spans = [*spans[: MAX_UNITS - 1], (spans[MAX_UNITS - 1][0], spans[-1][1])]
    return spans


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without the blanks, commas and semicolons around it."""
    piece = line[start:end]
    inner = piece.strip(_AROUND)
    first = start + len(piece) - len(piece.lstrip(_AROUND))
    return first, first + len(inner)
