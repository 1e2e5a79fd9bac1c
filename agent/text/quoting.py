"""Quoting: find the words a model quotes in the line it was given, however it has dressed them up. Pure text."""

from __future__ import annotations

import unicodedata

from agent.text.mending import mended
from agent.text.neutralize import MIRRORED

_ALIKE = MIRRORED | str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "“": "'", "”": "'", "„": "'", '"': "'", "«": "'", "»": "'", "–": "-", "—": "-",
     "−": "-", "‐": "-", "‑": "-"}
)  # fmt: skip
_DRESSING = "'.…,;:!?()- "
_BETWEEN = _DRESSING + "[]"

FAR = 60
"""Characters that pieces of a quote may be apart beyond twice their own length: some ten words."""

LEAST_WORDS = 3
"""Words of a quote in pieces; fewer are found in order in any line."""

MOST_STARTS = 40
"""Places of the first piece that are looked at."""


def locate(quote: str, line: str) -> tuple[int, int] | None:
    """Return where in the line the quoted words stand, as (start, end); or None.

    Case, kinds of quotation marks and dashes, white space, invisible characters and dressing at the ends do not
    matter. Words left out are welcome where an ellipsis says so and the pieces stand near each other, in their order:
    the place is from the first to the last. Where no such words are there, the nearest run of words is taken if it
    differs in spelling only (`mended`).
    """
    sought = _plain(quote)[0].strip(_DRESSING)
    if not any(char.isalnum() for char in sought):
        return None
    text, places = _plain(line)
    pieces = [piece.strip(_BETWEEN) for piece in sought.split("...")]
    place = _whole(sought, text, 0) or _in_pieces([piece for piece in pieces if piece], text) or mended(sought, text)
    return _with_closing(line, places[place[0]], places[place[1] - 1] + 1) if place else None


def _whole(sought: str, text: str, start: int) -> tuple[int, int] | None:
    """Return where words stand whole and in one piece."""
    at = text.find(sought, start)
    while at >= 0:
        end = at + len(sought)
        if not _inside_word(text, at) and not _inside_word(text, end):
            return at, end
        at = text.find(sought, at + 1)
    return None


def _in_pieces(pieces: list[str], text: str) -> tuple[int, int] | None:
    """Return the shortest stretch that holds the pieces in their order, if it is short enough to be one place."""
    if len(pieces) < 2 or sum(len(piece.split()) for piece in pieces) < LEAST_WORDS:
        return None
    longest, best = 2 * sum(map(len, pieces)) + FAR, None
    first = _whole(pieces[0], text, 0)
    for _ in range(MOST_STARTS):
        if first is None:
            break
        end = _behind(pieces[1:], text[: first[0] + longest], first[1])
        if end is not None and (best is None or end - first[0] < best[1] - best[0]):
            best = first[0], end
        first = _whole(pieces[0], text, first[0] + 1)
    return best


def _behind(pieces: list[str], text: str, end: int) -> int | None:
    """Return where the last of the pieces ends, if all follow in their order."""
    for piece in pieces:
        found = _whole(piece, text, end)
        if found is None:
            return None
        end = found[1]
    return end


def _plain(text: str) -> tuple[str, list[int]]:
    """Return the text in the form that is compared, and for each of its characters the index in the text."""
    kept: list[str] = []
    places: list[int] = []
    for index, char in enumerate(text):
        if char.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
                places.append(index)
        elif not unicodedata.category(char).startswith("C"):
            for form in char.translate(_ALIKE).replace("…", "...").casefold():
                kept.append(form)
                places.append(index)
    return "".join(kept), places


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _with_closing(line: str, start: int, end: int) -> tuple[int, int]:
    """Take in the sentence's own closing marks, which models often leave out."""
    while end < len(line) and line[end] in ".!?…":
        end += 1
    return start, end
