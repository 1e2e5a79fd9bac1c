"""Made up: names and numbers of a draft that stand nowhere in what its writer was given. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_TOLD = 12
"""Names and numbers that are told; whoever reads a longer list reads the draft instead."""

TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
"""Words for days and months: a commitment says when, and notes seldom do."""

_NAME = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w'’-]+|\b\d[\d.,:]*\d|\b\d", re.MULTILINE)
"""A word with a capital inside a sentence, or a figure; what begins a sentence may have its capital from there."""

_HEAD = re.compile(r"([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?):")
"""Who an entry of `people` is about."""

_SPOKEN = frozenset({"I", "I'm", "I've", "I'd", "I'll", "The", "A"})


def made_up(texts: Iterable[str], given: str) -> tuple[str, ...]:
    """Return the names and numbers of some texts that what was given does not hold, in order, `MOST_TOLD` at most.

    Args:
        texts: the texts of a draft. given: notes and transcript.
    """
    known = set(re.findall(r"\w+", given.casefold()))
    found: dict[str, None] = {}
    for text in texts:
        if head := _HEAD.match(text):
            _take(found, head[1], known)
        for one in _NAME.findall(text):
            _take(found, one, known)
    return tuple(found)[:MOST_TOLD]


def _take(found: dict[str, None], one: str, known: set[str]) -> None:
    if one in _SPOKEN or one.casefold() in TIMES:
        return
    parts = re.findall(r"\w+", one.casefold().replace("’s", "").replace("'s", ""))
    if not all(part in known or part.rstrip("s") in known for part in parts):
        found[one] = None
