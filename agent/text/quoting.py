"""Quoting: find the words a model quotes in the line it was given, however it has dressed them up. Pure text."""

from __future__ import annotations

import unicodedata

from agent.text.neutralize import MIRRORED

_ALIKE = MIRRORED | str.maketrans(
    {"’": "'", "‘": "'", "‛": "'", "“": "'", "”": "'", "„": "'", '"': "'", "«": "'", "»": "'", "–": "-", "—": "-",
     "−": "-", "‐": "-", "‑": "-"}
)  # fmt: skip
_DRESSING = "'.…,;:!?()- "


def locate(quote: str, line: str) -> tuple[int, int] | None:
    """Return where in the line the quoted words stand, as (start, end); or None.

    Case, kinds of quotation marks and dashes, white space, invisible characters and dressing at the ends do not
    matter. The words must stand there whole and in one piece.
    """
    sought = _plain(quote)[0].strip(_DRESSING)
    text, places = _plain(line)
    at = text.find(sought) if any(char.isalnum() for char in sought) else -1
    while at >= 0:
        end = at + len(sought)
        if not _inside_word(text, at) and not _inside_word(text, end):
            return _with_closing(line, places[at], places[end - 1] + 1)
        at = text.find(sought, at + 1)
    return None


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
