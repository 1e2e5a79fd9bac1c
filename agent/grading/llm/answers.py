"""Answers: what a model is asked to fill in about a line, and what of it stands in the line itself. Pure.

What a model adds beyond these fields is left unread, and what it leaves out that no grade rests on is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import ConfigDict

from agent.grading.llm.voting import CodedSpan, Reading
from agent.model.base import FrozenModel
from agent.model.verdict import Code, Mark, Stance, Talk, UnitReading, Verdict
from agent.text.neutralize import neutralize
from agent.text.quoting import locate

LONGEST_REASON = 240
"""Characters of a reason: twice the twenty-five words that are asked for."""

NOT_MEASURED = 0.85
"""Confidence in a code that was read once, by an endpoint that does not tell how likely its words were.

Nothing was measured, so nothing can be claimed: not certainty, and no doubt either. The reading is taken at its word,
which in the law means that it counts whole: this lies above `SURE` (.8), and below what several like votes give.
"""

Chance = Callable[..., float | None]
"""How likely the value at a path of the answer was, as `Odds.at` tells it."""


def untold(*_: str | int) -> float | None:
    """Tell nothing, for an endpoint that tells nothing."""
    return None


class _Answer(FrozenModel):
    model_config = ConfigDict(extra="ignore")


class UnitAnswer(_Answer):
    """One unit as the model codes it. The reason comes before the label, and the rep reads it."""

    quote: str
    reason: str = ""
    code: Code
    marks: tuple[Mark, ...] = ()


class LineAnswer(_Answer):
    """What the model answers about a rep's line."""

    units: tuple[UnitAnswer, ...]
    stance: Stance


class TalkAnswer(_Answer):
    """What the model answers about a customer's line."""

    reason: str = ""
    talk: Talk


def told_reason(reason: str) -> str | None:
    """Return a model's reason as it may be shown: one line of plain text, within `LONGEST_REASON`; None if empty."""
    return neutralize(reason, LONGEST_REASON - 2) or None


def quotes_not_in(line: str, answer: LineAnswer) -> list[str]:
    """Return the quotes that do not stand in the line."""
    return [unit.quote for unit in answer.units if locate(unit.quote, line) is None]


def reading_of(answer: LineAnswer, line: str, chance: Chance = untold) -> Reading:
    """Return the units whose quotes stand in the line, each at its place, and how sure the model was of each.

    A code's marks share its confidence. A stance that was less likely than not is neutral, as a vote that is split.
    """
    spans: dict[tuple[int, int], CodedSpan] = {}
    for number, unit in enumerate(answer.units):
        if place := locate(unit.quote, line):
            told = chance("units", number, "code")
            sure = NOT_MEASURED if told is None else told
            new = CodedSpan.of(*place, unit.code, unit.marks, sure, told_reason(unit.reason))
            spans[place] = spans[place].joined(new) if place in spans else new
    likely = chance("stance")
    stance = answer.stance if likely is None or likely > 0.5 else Stance.NEUTRAL
    return Reading(tuple(sorted(spans.values(), key=lambda span: (span.start, span.end))), stance)


def with_reasons(verdict: Verdict, findings: Sequence[UnitReading]) -> Verdict:
    """Return a verdict whose codes carry the reasons that were given for the same words and the same code.

    A code that a deterministic test put in place of the model's own carries none: the model's would speak for another.
    """
    reasons = {(unit.quote, code): reason for unit in findings for code, reason in unit.reasons.items()}
    codes = tuple(
        found.model_copy(update={"reason": reasons.get((found.quote, found.code))}) for found in verdict.codes
    )
    return verdict.model_copy(update={"codes": codes})
