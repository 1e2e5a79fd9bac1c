"""Coding: how one person, or one engine, reads one line at the label desk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from agent.model.base import FrozenModel
from agent.model.verdict import QUESTIONS, REFLECTIONS, Code, Stance, Talk, TalkVerdict, Verdict

LONGEST_NOTE = 500
"""Letters of the note with which a line is settled; as many as a rep has to say what they meant."""


class Skip(StrEnum):
    """Why a labeller leaves a line uncoded."""

    NOT_ENGLISH = "not_english"
    CANNOT_TELL = "cannot_tell"


class Coding(FrozenModel):
    """One reading of one line: of a rep's line all but `talk`, of a customer's `talk` alone, or why it was skipped.

    Attributes:
        codes: every code in the line, each once, in the order of `Code`. primary: the one the line as a whole is.
        empathy, empowerment: whether each is in evidence. stance: follow, lead or neutral.
        talk: what a customer's line says about the change.
    """

    codes: tuple[Code, ...] = Field((), max_length=len(Code))
    primary: Code | None = None
    empathy: bool | None = None
    empowerment: bool | None = None
    stance: Stance | None = None
    talk: Talk | None = None
    skipped: Skip | None = None

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Self:
        of_rep = (self.primary, self.empathy, self.empowerment, self.stance)
        empty = all(part is None for part in of_rep) and not self.codes
        whole = all(part is not None for part in of_rep) and self.primary in self.codes
        if sum((self.skipped is not None, self.talk is not None, not empty)) != 1:
            raise ValueError("a coding is of a rep's line, of a customer's line, or skipped")
        if not empty and not whole:
            raise ValueError("a rep's line needs its main code among its codes, empathy, empowerment and stance")
        if len(set(self.codes)) != len(self.codes):
            raise ValueError("a code stands once")
        return self

    @property
    def fits(self) -> str:
        """Whose line it codes: `rep`, `customer`, or an empty text where it was skipped."""
        return "" if self.skipped else "customer" if self.talk else "rep"

    def answers(self) -> dict[str, str]:
        """Return facet -> label, as the evals compare; nothing where the line was skipped.

        `question` and `reflection` are left out where the codes hold two kinds and the main one is neither.
        """
        if self.talk is not None:
            return {"talk": self.talk.value}
        if self.primary is None or self.stance is None:
            return {}
        kinds = {"question": self._question(), "reflection": self._reflection()}
        return {
            "primary": self.primary.value,
            "empathy": "yes" if self.empathy else "no",
            "empowerment": "yes" if self.empowerment else "no",
            "stance": self.stance.value,
        } | {name: kind for name, kind in kinds.items() if kind is not None}

    def _question(self) -> str | None:
        kinds = {"open" if code is Code.OPEN_QUESTION else "closed" for code in self._of(QUESTIONS)}
        return kinds.pop() if len(kinds) == 1 else None if kinds else "none"

    def _reflection(self) -> str | None:
        kinds = {"simple" if code is Code.SIMPLE_REFLECTION else "complex" for code in self._of(REFLECTIONS)}
        return kinds.pop() if len(kinds) == 1 else None if kinds else "none"

    def _of(self, group: frozenset[Code]) -> list[Code]:
        return [self.primary] if self.primary in group else [code for code in self.codes if code in group]


class EngineReading(FrozenModel):
    """How an engine read a line, and how sure it was, 0..1; None where its main code rests on no words."""

    coding: Coding
    confidence: float | None = Field(None, ge=0, le=1)


class Adjudication(FrozenModel):
    """How a line is coded in the end. `by`: the id of the trainer who settled it, who may be gone."""

    coding: Coding
    note: str = ""
    by: str | None = None
    at: datetime


def engine_reading(verdict: Verdict) -> EngineReading | None:
    """Return a grade of a rep's line as a reading, or None where it was not graded."""
    if verdict.ungraded is not None:
        return None
    found = {evidence.code for evidence in verdict.codes} | {verdict.primary}
    coding = Coding(
        codes=tuple(code for code in Code if code in found),
        primary=verdict.primary,
        empathy=verdict.empathic,
        empowerment=verdict.empowering,
        stance=verdict.stance,
    )
    return EngineReading(coding=coding, confidence=verdict.confidence)


def heard_as(talk: TalkVerdict) -> EngineReading | None:
    """Return how a customer's line was heard as a reading, or None where nobody could tell."""
    if talk.confidence <= 0:
        return None
    return EngineReading(coding=Coding(talk=talk.talk), confidence=talk.confidence)
