"""Verdict: the grader's evidence for one line. It never holds a state of the customer."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from agent.model.base import EngineName, FrozenModel


class Code(StrEnum):
    """What a rep's line does. The last five extend MI coding for customer work."""

    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    SIMPLE_REFLECTION = "simple_reflection"
    COMPLEX_REFLECTION = "complex_reflection"
    SUMMARY = "summary"
    AFFIRM = "affirm"
    SEEK_COLLABORATION = "seek_collaboration"
    EMPHASIZE_AUTONOMY = "emphasize_autonomy"
    GIVE_INFORMATION = "give_information"
    PERSUADE_WITH_PERMISSION = "persuade_with_permission"
    PERSUADE = "persuade"
    CONFRONT = "confront"
    SET_LIMIT = "set_limit"
    CAPITULATE = "capitulate"
    COUNTERFEIT = "counterfeit"
    OTHER = "other"


QUESTIONS = frozenset({Code.OPEN_QUESTION, Code.CLOSED_QUESTION})
REFLECTIONS = frozenset({Code.SIMPLE_REFLECTION, Code.COMPLEX_REFLECTION, Code.SUMMARY})
INPUTS = frozenset({Code.GIVE_INFORMATION, Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION})


class Family(StrEnum):
    """The coarse classes that public human-coded sets share."""

    QUESTION = "question"
    REFLECTION = "reflection"
    INPUT = "input"
    OTHER = "other"


def family(code: Code) -> Family:
    """Return the family a code belongs to (CODES: families)."""
    if code in QUESTIONS:
        return Family.QUESTION
    if code in REFLECTIONS:
        return Family.REFLECTION
    return Family.INPUT if code in INPUTS else Family.OTHER


class Stance(StrEnum):
    """Whether a line stays with the customer's world or brings in direction."""

    FOLLOW = "follow"
    LEAD = "lead"
    NEUTRAL = "neutral"


class Talk(StrEnum):
    """The customer's own language about the change."""

    CHANGE = "change"
    SUSTAIN = "sustain"
    NEUTRAL = "neutral"


class Mark(StrEnum):
    """A finer feature of one unit of a line; `rubrics/corpus/README.md` defines each."""

    EVOKE = "evoke"
    STRATEGIC = "strategic"
    PLAN = "plan"
    TOWARD = "toward"
    AWAY = "away"
    OWN = "own"
    VALIDATE = "validate"
    PERMISSION = "permission"
    STOCK = "stock"
    PARROT = "parrot"
    PRAISE = "praise"
    STUFF = "stuff"
    INJECT = "inject"


class UnitReading(FrozenModel):
    """One unit of the line as an engine sees it, before the rubric is applied.

    Attributes:
        quote: words that occur in the line exactly as written.
        codes: code -> probability or share of votes, 0..1.
        marks: mark -> probability or share of votes, 0..1.
        reasons: code -> why, in the engine's own words, where it gave any.
    """

    quote: str
    codes: dict[Code, float]
    marks: dict[Mark, float] = {}
    reasons: dict[Code, str] = {}


SURE = 0.8
"""From this confidence on a reading counts whole: an accusation below it is unclear and costs nothing."""

UNSURE = 0.6
"""Below this confidence a reading is told as unsure, on the page and at the terminal."""


class CodeEvidence(FrozenModel):
    """A behaviour code with the words that show it; confidence 0..1.

    `reason`: why the grader reads them so, in its own words; None where it gave none.
    """

    code: Code
    quote: str
    confidence: float = Field(ge=0, le=1)
    reason: str | None = None


class CheckResult(FrozenModel):
    """The answer to one yes/no check. `passed` is always the good answer; `quote` the words it rests on, if any.

    `confidence`: how sure the reading is that it rests on, 0..1; 1 for what a deterministic test saw.
    """

    id: str
    passed: bool
    quote: str | None = None
    confidence: float = Field(1.0, ge=0, le=1)


class Criteria(FrozenModel):
    """How far one line meets each of the four criteria, 0..1 each, computed from its checks."""

    bond: float = Field(0.0, ge=0, le=1)
    empathize: float = Field(0.0, ge=0, le=1)
    empower: float = Field(0.0, ge=0, le=1)
    commit: float = Field(0.0, ge=0, le=1)


class Verdict(FrozenModel):
    """Everything the grader reports about one rep line.

    Attributes:
        codes: in the order of the line; a code is there once for each of the quotes that show it.
        empathy: evidence that empathy is in the line, 0..1; present from .5 on.
        empowerment: the same for empowerment.
        ungraded: why there is no grade, or None. An ungraded verdict moves nothing.
        rubric: `id@version` of the rubric, with the first characters of its content hash.
        engine: which grader spoke, e.g. `embedded:coder-3` or `llm:<model>`.
        degraded: why that grader stood in for the one that was to grade, or None.
        grounding: how far the words that show empathy rest on what this customer said, 0..1; None where it was not
            looked at, as in verdicts logged before it was.
        taken_up: words of the rep's that are the customer's own, most telling first, three at most.
    """

    primary: Code
    codes: tuple[CodeEvidence, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    empathy: float = Field(0.0, ge=0, le=1)
    empowerment: float = Field(0.0, ge=0, le=1)
    stance: Stance = Stance.NEUTRAL
    criteria: Criteria = Criteria()
    ungraded: str | None = None
    rubric: str
    engine: EngineName
    degraded: str | None = None
    grounding: float | None = Field(None, ge=0, le=1)
    taken_up: tuple[str, ...] = ()

    def has(self, *codes: Code) -> bool:
        """Say whether any of the codes is in evidence."""
        return any(evidence.code in codes for evidence in self.codes)

    def quote(self, *codes: Code) -> str:
        """Return the words that show the codes most surely, the first of those as sure; an empty string for none."""
        found = [evidence for evidence in self.codes if evidence.code in codes]
        return max(found, key=lambda evidence: evidence.confidence).quote if found else ""

    def certainty(self, *codes: Code) -> float:
        """Return how sure the grader is of the surest of the codes, 0..1; 0 where none is in evidence."""
        return max((evidence.confidence for evidence in self.codes if evidence.code in codes), default=0.0)

    def check(self, check_id: str) -> CheckResult | None:
        """Return the result of one check, or None where the rubric does not ask it."""
        for result in self.checks:  # asked some fifty times a turn: a loop costs no call of its own
            if result.id == check_id:
                return result
        return None

    def passed(self, check_id: str) -> bool:
        """Say whether a check was asked and passed."""
        return (result := self.check(check_id)) is not None and result.passed

    def failed(self, check_id: str) -> bool:
        """Say whether a check was asked and failed."""
        return (result := self.check(check_id)) is not None and not result.passed

    @property
    def confidence(self) -> float | None:
        """How sure the grader is of the primary code; None where that rests on no words."""
        return max((evidence.confidence for evidence in self.codes if evidence.code is self.primary), default=None)

    @property
    def unsure(self) -> bool:
        """The primary code has words to rest on, and the grader is not sure of them."""
        return self.ungraded is None and self.confidence is not None and self.confidence < UNSURE

    @property
    def empathic(self) -> bool:
        """Empathy is in evidence."""
        return self.ungraded is None and self.empathy >= 0.5

    @property
    def empowering(self) -> bool:
        """Empowerment is in evidence."""
        return self.ungraded is None and self.empowerment >= 0.5


class TalkVerdict(FrozenModel):
    """What a customer's line says about the change.

    Attributes:
        reason: why it is read so, in the grader's own words; None where it gave none.
        degraded: why another grader stood in, or nobody could tell.
    """

    talk: Talk
    confidence: float = Field(ge=0, le=1)
    reason: str | None = None
    degraded: str | None = None

    @property
    def unsure(self) -> bool:
        """The grader is not sure."""
        return self.confidence < UNSURE


def ungraded(why: str, rubric: str, engine: str) -> Verdict:
    """Return the verdict of a line that was not graded. It carries no score."""
    return Verdict(primary=Code.OTHER, ungraded=why, rubric=rubric, engine=engine)
