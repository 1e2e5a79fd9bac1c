"""Regrading: one engine that reads a line once, where the edit allows it, and applies two versions of a rubric."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.errors import EndpointError, EndpointRefused
from agent.grading.assembly import assemble
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.llm.prompt import grade_messages
from agent.model.background import NO_BACKGROUND
from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import EngineKind, GradedLine
from agent.model.verdict import Verdict, ungraded
from agent.runtime.workshop.rubric_bench import Pair
from agent.text.legibility import illegible

if TYPE_CHECKING:
    from agent.grading.contract import Grader
    from agent.grading.embedded_grader import EmbeddedGrader

MODEL_AT_ONCE = 4
"""Lines a model is asked about at a time: a modest load for an endpoint, and a stop takes effect within one answer."""

EMBEDDED_AT_ONCE = 16
"""Lines the coder reads at a time: a batch of its own, and a stop takes effect within half a second or so."""

FAILURES = 4
"""Lines without a grade, one after the other, after which the model is asked no more."""


@dataclass
class CoderTwice:
    """The embedded coder, which reads no rubric: each line is coded once and put through both versions."""

    grader: EmbeddedGrader
    rubrics: tuple[Rubric, Rubric]
    kind: EngineKind = "embedded"
    most: int | None = None
    at_once: int = EMBEDDED_AT_ONCE
    calls: int = 0
    asked_twice: bool = False

    @property
    def name(self) -> str:
        """As verdicts name it."""
        return self.grader.engine

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        asked = [(line.text, line.context) for line in lines]
        before, after = await asyncio.to_thread(self.grader.grade_many_by, asked, self.rubrics)
        return list(zip(before, after, strict=True))


@dataclass
class GradersTwice:
    """Two graders of any kind, one for each version; every line is read by both."""

    graders: tuple[Grader, Grader]
    kind: EngineKind = "embedded"
    most: int | None = None
    at_once: int = EMBEDDED_AT_ONCE
    calls: int = 0
    asked_twice: bool = True

    @property
    def name(self) -> str:
        """As verdicts name it."""
        return self.graders[0].engine

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        return [
            (await before.grade(line.text, line.context), await after.grade(line.text, line.context))
            for before, after in (self.graders,)
            for line in lines
        ]


@dataclass
class ModelTwice:
    """A model. Where both versions ask it the same, it is asked once, and its answer is put through both.

    Args:
        graders: by each version, paid from one budget. rubrics: the versions. most: lines it is asked about.
    """

    graders: tuple[LlmGrader, LlmGrader]
    rubrics: tuple[Rubric, Rubric]
    most: int | None
    kind: EngineKind = "model"
    at_once: int = MODEL_AT_ONCE
    calls: int = 0
    failed: int = 0

    @property
    def name(self) -> str:
        """As verdicts name it."""
        return self.graders[0].engine

    @property
    def asked_twice(self) -> bool:
        """Whether the edit reaches what the model is asked."""
        return asks_anew(*self.rubrics)

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        return list(await asyncio.gather(*(self._pair(line) for line in lines)))

    async def _pair(self, line: GradedLine) -> Pair:
        if why := illegible(line.text):
            unread = ungraded(why, self.rubrics[0].ref, self.name)
            return unread, unread
        try:
            if self.asked_twice:
                first, second = await asyncio.gather(*(self._read(line, at) for at in (0, 1)))
                pair = first[0], second[1]
            else:
                pair = await self._read(line, 0)
        except EndpointRefused:
            raise
        except EndpointError as error:
            self.failed += 1
            if self.failed >= FAILURES:
                raise
            lost = ungraded(f"the model gave no grade: {error}", self.rubrics[0].ref, self.name)
            return lost, lost
        self.failed = 0
        return pair

    async def _read(self, line: GradedLine, by: int) -> Pair:
        """Return what one reading of the line, by one version's prompt, comes to in both."""
        self.calls += 1
        votes = await self.graders[by].vote(line.text, line.context, line.background)

        def verdict(rubric: Rubric) -> Verdict:
            return assemble(
                line.text, line.context, votes.findings, votes.stance, rubric, self.name, background=line.background
            )

        return verdict(self.rubrics[0]), verdict(self.rubrics[1])


def asks_anew(before: Rubric, after: Rubric) -> bool:
    """Say whether two versions ask a model something else about the same line."""
    return grade_messages(before, "", (), NO_BACKGROUND) != grade_messages(after, "", (), NO_BACKGROUND)
