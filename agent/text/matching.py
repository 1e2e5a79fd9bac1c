"""Plain forms of texts, to compare how they sound. Pure text."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def plain(text: str) -> str:
    """Return a text without case, punctuation and spacing: two lines with the same plain form sound the same."""
    return " ".join(_WORD.findall(text)).lower().replace("’", "'") or text.strip()


def word_count(text: str) -> int:
    """Return the number of words in a text, at least 1."""
    return max(1, len(_WORD.findall(text)))
