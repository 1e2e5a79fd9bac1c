"""Rewording: one other way of saying a line, graded and moved by the law before anybody sees it."""

from __future__ import annotations

from pydantic import Field

from agent.model.base import EngineName, FrozenModel
from agent.model.practice.drill import Skill
from agent.model.verdict import Code


class Rewording(FrozenModel):
    """One way to say it.

    Attributes:
        kind: the move it makes. text: the words. codes: what it is read as, in the order of the line.
        resistance, trust, scope_pressure, readiness: what it would have moved. why: the reason that weighs most.
        engine: who wrote it. grader: who read it.
    """

    kind: Skill
    text: str
    codes: tuple[Code, ...]
    resistance: float
    trust: float
    scope_pressure: float = 0.0
    readiness: float = 0.0
    why: str
    engine: EngineName = "embedded"
    grader: EngineName


class Reworded(FrozenModel):
    """Up to three ways of saying one line.

    Attributes:
        turn: which line. line: what was said. heard: the customer's words before it.
        ways: most helpful first; none costs. degraded: why the built-in ones stand in for a model's, or None.
    """

    turn: int = Field(ge=1)
    line: str
    heard: str
    ways: tuple[Rewording, ...] = ()
    degraded: str | None = None
