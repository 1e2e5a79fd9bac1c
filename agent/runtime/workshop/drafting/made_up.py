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

_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3}|\b\d[\d.,:]*\d|\b\d")
"""Words with capitals in a row, or a figure."""

_ENDS = '.!?:)"“'
"""What a sentence begins after: one word there may have its capital from that."""

_HEAD = re.compile(r"^([A-Z][\w'’-]++(?: [A-Z][\w'’-]++)?):")
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
        for one in _NAME.finditer(text):
            if one[0][0].isdigit() or " " in one[0] or not _begins(text, one.start()):
                _take(found, one[0], known)
    return tuple(found)[:MOST_TOLD]


def _begins(text: str, at: int) -> bool:
    """Say whether a sentence begins there."""
    before = text[:at].rstrip()
    return not before or before[-1] in _ENDS


def _take(found: dict[str, None], one: str, known: set[str]) -> None:
    if one in _SPOKEN or one.casefold().rstrip("s") in TIMES:
        return
    parts = re.findall(r"\w+", one.casefold().replace("’s", "").replace("'s", ""))
    if not all(part in known or part.rstrip("s") in known for part in parts):
        found[one] = None
