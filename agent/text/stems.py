"""Stems: the telling words of a text, to see whether two texts speak of the same thing. Pure text."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]{4,}")
_STOP = frozenset(
    """about after again also because been before being both could does doing down each even every from going have here
    into just know like made make many more most much never nobody nothing only other over people really said same
    should since some somebody something still such than that their them then there these they thing things this those
    time told under until very want well went were what when where which while will with without would year years your
    week weeks month months anybody anything everybody everything always""".split()  # fmt: skip
)


def stems(text: str) -> frozenset[str]:
    """Return the telling words of a text, without common endings."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(re.sub(r"(?:ings?|ed|es|s)$", "", word) for word in words if word not in _STOP)
