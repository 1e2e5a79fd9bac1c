"""The embedded coder's label sets, in the order of its heads, and the sizes of its input."""

from __future__ import annotations

from agent.model.verdict import Code, Mark, Stance, Talk

CODES = tuple(code.value for code in Code)
PRIMARY = CODES
MARKS = tuple(mark.value for mark in Mark)
STANCES = tuple(stance.value for stance in Stance)
TALKS = tuple(talk.value for talk in Talk)

FORM = "lines with spans"
"""How the network is asked; weights made for another way of asking cannot be read."""

BEFORE_TOKENS = 32
"""Most tokens of context; the newest are kept."""
BATCH = 8
"""Passages run together at most: more do not fit into a processor's own cache, and are slower each."""

TEXT_TOKENS = 128
"""Most tokens of a text in one pass; a longer line is read in several. One unit is rarely longer than 60."""
