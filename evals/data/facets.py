"""Facets: what two codings of a line are compared on, and how each is read from a verdict or from a coded line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.model.rubric import Criterion
from agent.model.verdict import (
    QUESTIONS,
    REFLECTIONS,
    Code,
    Criteria,
    Family,
    Stance,
    Talk,
    TalkVerdict,
    Verdict,
    family,
)

YES, NO, NONE = "yes", "no", "none"
LEVELS = ("0", "1", "2", "3")
"""Of a criterion: 0 nothing, then thirds of the way to all of it."""


@dataclass(frozen=True)
class Facet:
    """One thing a line is coded for.

    Attributes:
        name: in mapping files, rows and measures. title: for a trainer. labels: every answer, in order.
        speaker: whose lines carry it. ordered: the labels are steps, so quadratic weights mean something.
    """

    name: str
    title: str
    labels: tuple[str, ...]
    speaker: str = "rep"
    ordered: bool = False


FACETS = (
    Facet("family", "Main behaviour, 4-way", tuple(member.value for member in Family)),
    Facet("primary", "Primary code", tuple(code.value for code in Code)),
    Facet("empathy", "Empathy in evidence", (YES, NO)),
    Facet("empowerment", "Empowerment in evidence", (YES, NO)),
    Facet("question", "Question: none, open, closed", (NONE, "open", "closed")),
    Facet("question_present", "A question is asked", (YES, NO)),
    Facet("question_type", "Open or closed, where both see a question", ("open", "closed")),
    Facet("reflection", "Reflection: none, simple, complex", (NONE, "simple", "complex")),
    Facet("reflection_present", "Something is reflected", (YES, NO)),
    Facet("reflection_type", "Simple or complex, where both see a reflection", ("simple", "complex")),
    Facet("stance", "Stance: follow, lead, neutral", tuple(stance.value for stance in Stance)),
    *(Facet(c.value, f"Criterion: {c.value}", LEVELS, ordered=True) for c in Criterion),
    Facet("talk", "Customer talk: change, sustain, neutral", tuple(talk.value for talk in Talk), "customer"),
)
"""Every facet there is. Those that end in `_present` and `_type` follow from the one they are named after."""


def facet(name: str) -> Facet:
    """Return a facet by name, or raise KeyError."""
    return {known.name: known for known in FACETS}[name]


def seen(verdict: Verdict) -> dict[str, str]:
    """Return what a verdict answers on every facet of rep lines."""
    codes = {evidence.code: verdict.certainty(evidence.code) for evidence in verdict.codes}
    answers = {
        "primary": verdict.primary.value,
        "question": _question(codes),
        "reflection": _reflection(codes),
        "empathy": YES if verdict.empathic else NO,
        "empowerment": YES if verdict.empowering else NO,
        "stance": verdict.stance.value,
    }
    return completed(answers | levels(verdict.criteria))


def heard(verdict: TalkVerdict) -> dict[str, str]:
    """Return what a verdict answers on a customer line."""
    return {"talk": verdict.talk.value}


def completed(answers: Mapping[str, str]) -> dict[str, str]:
    """Return answers with those that follow from others."""
    whole = dict(answers)
    if primary := whole.get("primary"):
        whole.setdefault("family", family(Code(primary)).value)
    for name in ("question", "reflection"):
        if (kind := whole.get(name)) is not None:
            whole[f"{name}_present"] = NO if kind == NONE else YES
            if kind != NONE:
                whole[f"{name}_type"] = kind
    return whole


def levels(criteria: Criteria) -> dict[str, str]:
    """Return the level of each criterion."""
    return {name: _level(score) for name, score in criteria.model_dump().items()}


def _level(score: float) -> str:
    return LEVELS[0] if score <= 0 else LEVELS[1] if score <= 1 / 3 else LEVELS[2] if score <= 2 / 3 else LEVELS[3]


def _question(codes: Mapping[Code, float]) -> str:
    asked = [code for code in codes if code in QUESTIONS]
    if not asked:
        return NONE
    return "open" if max(asked, key=lambda code: codes[code]) is Code.OPEN_QUESTION else "closed"


def _reflection(codes: Mapping[Code, float]) -> str:
    given = [code for code in codes if code in REFLECTIONS]
    if not given:
        return NONE
    return "simple" if max(given, key=lambda code: codes[code]) is Code.SIMPLE_REFLECTION else "complex"
