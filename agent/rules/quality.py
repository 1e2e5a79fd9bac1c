"""What a line that understood is worth: more in their own words, less where it is true of anybody.

It scales what empathy earns, never whether it does. A line of which nobody compared the words is taken as typical, so
that old logs move as they did.
"""

from __future__ import annotations

from itertools import pairwise

from agent.model.ids import CheckId
from agent.model.verdict import Code, Verdict

GENERIC_SHARE = 0.65
"""Worth of words that are true of anybody. With it a passable line earns .585 of `gain` and the best one, which takes
up their words and points to change, the whole of it: 1.7 times as much, within the 1.5 to 2 that were aimed at."""

TYPICAL = 0.5
"""Grounding at which a line is worth what it always was: about the mean of the complex reflections of the corpus."""

OWN_WORDS_SHARE = 1.1
"""Worth of what rests on their words as far as it can: .99 of `gain` with empathy and empowerment in one line."""

PLAIN_SHARE = 0.8
"""Share of that when all that was understood is an echo: said back, and nothing made of it."""

DEEPER = (Code.COMPLEX_REFLECTION, Code.SUMMARY, Code.AFFIRM)
"""Codes that show more than an echo does; so does owning a part, naming a strength, or accepting a feeling."""

_WORTH = ((0.0, GENERIC_SHARE), (TYPICAL, 1.0), (1.0, OWN_WORDS_SHARE))


def worth(grounding: float | None, echo: bool) -> float:
    """Return the factor on what empathy earns; words that only echo theirs are never worth more than typical ones."""
    if grounding is None:
        return 1.0
    share = next(
        low_worth + (high_worth - low_worth) * (grounding - low) / (high - low)
        for (low, low_worth), (high, high_worth) in pairwise(_WORTH)
        if grounding <= high
    )
    return min(share, 1.0) if echo else share


UNWORDED = 0.35
"""Grounding of words that mean what they said and share none of theirs; `agent/grading/grounding.py` gives it so."""


def told_of_words(verdict: Verdict, before: float | None) -> str:
    """Return what a receipt says of that, or an empty string where nobody compared the words.

    Args:
        before: the grounding of the line before, which counts where this line shows no empathy of its own.
    """
    if not verdict.empathic:
        return " What you had understood before was true of anybody." if before == 0 else ""
    if verdict.grounding is None:
        return ""
    if verdict.grounding == 0:
        return " True of anybody; nothing of theirs is in it."
    if not verdict.taken_up:
        return " None of their own words is in it; with them it is worth more." if verdict.grounding <= UNWORDED else ""
    return f" You used their own words: {', '.join(f'“{word}”' for word in verdict.taken_up)}."


def echoes(verdict: Verdict) -> bool:
    """Say whether the line says back what was said and adds nothing to it."""
    deepening = (CheckId.NAMES_STRENGTH, CheckId.OWNS_PART, CheckId.VALIDATES_FEELING)
    deeper = verdict.has(*DEEPER) or any(verdict.passed(check) for check in deepening)
    return verdict.has(Code.SIMPLE_REFLECTION) and not deeper
