"""The embedded coder's label sets, in the order of its heads, and the sizes of its input."""

from __future__ import annotations

from agent.model.verdict import Code, Family, Mark, Stance, Talk

CODES = tuple(code.value for code in Code)
PRIMARY = CODES
MARKS = tuple(mark.value for mark in Mark)
STANCES = tuple(stance.value for stance in Stance)
TALKS = tuple(talk.value for talk in Talk)
FAMILIES = tuple(family.value for family in Family)
EVIDENCE = ("empathy", "empowerment")
SALES = ("other talk", "sales talk")
"""Whether the talk is one that asks for money or a signature; then the heads trained on people's codes of it count."""

HEADS = {
    "codes": CODES,
    "marks": MARKS,
    "primary": PRIMARY,
    "stance": STANCES,
    "talk": TALKS,
    "evidence": EVIDENCE,
    "sales": SALES,
    "sales_talk": TALKS,
    "sales_family": FAMILIES,
}
MANY = frozenset({"codes", "marks", "evidence"})
"""Heads whose labels may hold together."""

FORM = "lines with spans, three lines before"
"""How the network is asked; weights made for another way of asking cannot be read."""

BEFORE_LINES = 3
"""Lines said before that are shown, whoever said them."""
BEFORE_TOKENS = 48
"""Most tokens of context; the newest are kept."""
BATCH = 8
"""Passages run together at most: more do not fit into a processor's own cache, and are slower each."""

TEXT_TOKENS = 128
"""Most tokens of a text in one pass; a longer line is read in several. One unit is rarely longer than 60."""
