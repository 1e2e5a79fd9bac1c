"""The embedded coder's label sets, in the order of its heads, and how its input pair is made."""

from __future__ import annotations

from agent.verdict import Code, Mark, Stance, Talk

CODES = tuple(code.value for code in Code)
PRIMARY = CODES
MARKS = tuple(mark.value for mark in Mark)
STANCES = tuple(stance.value for stance in Stance)
TALKS = tuple(talk.value for talk in Talk)

BEFORE_TOKENS = 32
"""Most tokens of context; the newest are kept."""
BATCH = 8
"""Pairs run together at most: more of them do not fit into a processor's own cache, and are slower each."""

TEXT_TOKENS = 128
"""Most tokens of the text itself; the first are kept. One unit is rarely longer than 60."""


def before_unit(heard: str, previous: str) -> str:
    """Return the context of a unit: the customer's last line, and the unit before it in the same line."""
    return f"{heard} / {previous}" if previous else heard
