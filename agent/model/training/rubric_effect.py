"""Rubric effect: what an edit of the rubric changes in how lines are graded, engine by engine."""

from __future__ import annotations

from typing import Literal

from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.base import FrozenModel

LineSet = Literal["log", "gold"]
"""Where lines come from: sessions of the room, or the gold set."""

LOG: LineSet = "log"
GOLD: LineSet = "gold"

EngineKind = Literal["embedded", "model", "both"]
"""Who grades: the embedded grader, a model, or both as a room with a second opinion has it."""


class GradedLine(FrozenModel):
    """A rep line that is graded by both versions.

    Attributes:
        id: unique. session: the conversation, by which intervals are resampled. context: what was said before it.
        background: what a model may know beside. truth: facet -> label where the line is coded; empty else.
    """

    id: str
    session: str
    text: str
    context: tuple[Said, ...] = ()
    background: Background = NO_BACKGROUND
    truth: dict[str, str] = {}
    codes: tuple[str, ...] = ()


class AnswerChange(FrozenModel):
    """One answer about a line that came out otherwise.

    Attributes:
        what: `primary`, `empathy`, `empowerment`, the id of a check or a criterion. kind: which of these.
        before, after: as labels or numbers in words. truth: the label of the gold set, or empty.
    """

    what: str
    kind: Literal["primary", "empathy", "empowerment", "check", "criterion"]
    before: str
    after: str
    truth: str = ""


class ChangedLine(FrozenModel):
    """A line of which some answer changes."""

    id: str
    text: str
    heard: str
    answers: tuple[AnswerChange, ...]


class Agreement(FrozenModel):
    """Agreement with the gold set before and after.

    Attributes:
        title: of the measure. n: lines. before, after, change: None where it cannot be computed.
        low, high: 95 % interval of the change, paired by scenario; None below five scenarios.
    """

    title: str
    n: int
    before: float | None
    after: float | None
    before_span: tuple[float, float] | None = None
    after_span: tuple[float, float] | None = None
    change: float | None
    low: float | None = None
    high: float | None = None


class SetEffect(FrozenModel):
    """What changes in one set of lines.

    Attributes:
        lines: that both versions graded. ungraded: that one of them did not; left out of all else.
        changed: lines of which anything changes. counts: kind of answer -> lines of which that changes.
        softening: lines with both empathy and empowerment in evidence, before and after: what lets resistance fall.
        shown: the first of the changed lines. agreement: with the gold set; empty for the log.
    """

    of: LineSet
    lines: int
    ungraded: int = 0
    changed: int = 0
    counts: dict[str, int] = {}
    softening: tuple[int, int] = (0, 0)
    shown: tuple[ChangedLine, ...] = ()
    agreement: tuple[Agreement, ...] = ()


class EngineEffect(FrozenModel):
    """What changes for one engine.

    Attributes:
        name: as verdicts name it. asked: lines a model was asked about. calls: answers asked of it for them, each vote
            of each version. asked_twice: it read each line anew for `after`. problem: why it ended early, or empty.
    """

    kind: EngineKind
    name: str
    sets: tuple[SetEffect, ...]
    asked: int = 0
    calls: int = 0
    asked_twice: bool = False
    problem: str = ""

    @property
    def changed(self) -> int:
        """Lines of which anything changes, in all sets."""
        return sum(one.changed for one in self.sets)

    @property
    def lines(self) -> int:
        """Lines that were graded twice."""
        return sum(one.lines for one in self.sets)


class RubricEffect(FrozenModel):
    """What an edit changes.

    Attributes:
        before, after: refs of the two versions.
    """

    before: str
    after: str
    engines: tuple[EngineEffect, ...]
