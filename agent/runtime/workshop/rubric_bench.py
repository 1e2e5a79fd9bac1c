"""Rubric bench: the same lines graded by two versions of a rubric, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import EngineKind, GradedLine, RubricEffect
from agent.model.verdict import Verdict
from agent.runtime.workshop.bench_runs import BenchRun, Progress

EffectRun = BenchRun[RubricEffect]
"""The effect of an edit that was asked for."""

Pair = tuple[Verdict, Verdict]
"""The verdicts of one line by both versions."""


class Regrader(Protocol):
    """One engine that grades lines by two versions of a rubric.

    Attributes:
        kind: which engine. name: as verdicts name it. most: lines it is asked about in all, or None for every line.
        at_once: lines it takes at a time. calls: readings asked of a model so far.
        asked_twice: a line is read anew for the second version.
    """

    kind: EngineKind
    most: int | None
    at_once: int
    calls: int

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
