"""Contract: the moment at which a line was said, and who reads the other ways of saying it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from agent.model.background import Said
from agent.model.persona import Persona
from agent.model.practice.drill import Skill
from agent.model.session import State
from agent.model.verdict import Code, Verdict
from agent.rules.standing import SCOPE_MATTERS

WAYS = 3
"""Ways that are shown: enough to choose from, and few enough to be read."""


@dataclass(frozen=True)
class Occasion:
    """Where a line was said.

    Attributes:
        line: what the rep said. before: where the customer stood. verdict: what the line was read as.
        said: what was said before it, oldest first, the customer's words last.
        key: the same for the same moment, so that its built-in ways stay the same.
    """

    persona: Persona
    line: str
    before: State
    verdict: Verdict
    said: tuple[Said, ...]
    key: str

    @property
    def heard(self) -> tuple[str, ...]:
        """What the customer said before it, newest first."""
        return tuple(said.text for said in reversed(self.said) if said.speaker == "customer")

    @property
    def kinds(self) -> tuple[Skill, ...]:
        """The moves that are due here, the most urgent first."""
        own = (Skill.MEND_RUPTURE,) if self.before.ruptured else ()
        limit = self.before.scope_pressure >= SCOPE_MATTERS or self.verdict.has(Code.CAPITULATE, Code.SET_LIMIT)
        return (*own, *((Skill.SET_LIMIT,) if limit else ()), Skill.SAY_BACK, Skill.LEAVE_CHOICE, Skill.ASK_REASONS)


@dataclass(frozen=True)
class Candidate:
    """A way of saying a line that nobody has graded yet."""

    kind: Skill
    text: str
    engine: str = "embedded"


Grade = Callable[[Sequence[str]], Awaitable[Sequence[Verdict]]]
"""Grades other lines in the place of the one that was said."""
