"""Rubric bench: the same lines graded by two versions of a rubric, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import EngineKind, GradedLine, RubricEffect
from agent.model.verdict import Verdict
from agent.runtime.workshop.bench_runs import BenchRun, Progress

EffectRun = BenchRun[RubricEffect]
"""The effect of an edit that was asked for."""

Pair = tuple[Verdict, Verdict]
"""The verdicts of one line by both versions."""


TOKENS_A_CALL = 4_500
"""Tokens of one call, roughly: the prompt with its code book has some 4,000, and the answer 300."""


@dataclass(frozen=True)
class Cost:
    """What measuring with a model takes, by the settings that sessions here are graded with.

    Attributes:
        name: of the model. votes: answers that one reading takes. readings: of each line, 2 where the edit reaches
            what the model is asked. second: when a second opinion is asked. budget: tokens that a run may spend.
    """

    name: str
    votes: int
    readings: int
    second: Literal["off", "unsure", "always"]
    budget: int

    @property
    def each(self) -> int:
        """Calls for one line, at most."""
        return self.votes * self.readings

    def calls(self, lines: int) -> int:
        """Return the calls for so many lines, at most."""
        return lines * self.each

    def tokens(self, lines: int) -> int:
        """Return the tokens of so many lines, at most and roughly."""
        return self.calls(lines) * TOKENS_A_CALL


class Regrader(Protocol):
    """One engine that grades lines by two versions of a rubric.

    Attributes:
        kind: which engine. name: as verdicts name it. most: lines it is asked about in all, or None for every line.
        at_once: lines it takes at a time. asked, calls: as `EngineEffect` has them, so far.
        asked_twice: a line is read anew for the second version.
    """

    kind: EngineKind
    most: int | None
    at_once: int

    @property
    def asked(self) -> int:
        """Return how many lines a model was asked about so far."""
        ...

    @property
    def calls(self) -> int:
        """Return how many answers it was asked for so far."""
        ...

    @property
    def name(self) -> str:
        """Return who grades."""
        ...

    @property
    def asked_twice(self) -> bool:
        """Say whether the second version takes a reading of its own."""
        ...

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """Return the verdicts of some lines by both versions, in order.

        Raises:
            EndpointError: it can grade no more. CoderError: the embedded coder cannot be loaded.
        """
        ...


class RubricBench(Protocol):
    """Grades lines by two versions. What the log has of a line is not looked at, so that only the edit differs."""

    def gold_lines(self, rubric: Rubric) -> int:
        """Return how many lines the gold set has."""
        ...

    async def effect(
        self,
        before: Rubric,
        after: Rubric,
        lines: Sequence[GradedLine],
        engines: Sequence[Regrader],
        progress: Progress,
    ) -> RubricEffect:
        """Grade lines and the gold set by both versions with each engine, one engine after the other.

        Args:
            lines: of the log. progress: told after each few lines: lines done, of how many, and which engine grades.
                Cancelling takes effect within them.
        """
        ...
