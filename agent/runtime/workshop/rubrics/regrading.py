"""Regrading: whoever grades here reads a line once, where the edit allows it, and two versions are applied to it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.errors import EndpointError, EndpointRefused
from agent.grading.assembly import assemble
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.llm.prompt import grade_messages
from agent.grading.second_opinion import Opinion, is_sure
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
    asked: int = 0
    calls: int = 0
    asked_twice: bool = False

    @property
    def name(self) -> str:
        """As verdicts name it."""
        return self.grader.engine

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        asked = [(line.text, line.context) for line in lines]
        grounds = [line.background for line in lines]
        before, after = await asyncio.to_thread(self.grader.grade_many_by, asked, self.rubrics, grounds)
        return list(zip(before, after, strict=True))


@dataclass
class GradersTwice:
    """Two graders of any kind, one for each version; every line is read by both."""

    graders: tuple[Grader, Grader]
    kind: EngineKind = "embedded"
    most: int | None = None
    at_once: int = EMBEDDED_AT_ONCE
    asked: int = 0
    calls: int = 0
    asked_twice: bool = True

    @property
    def name(self) -> str:
        """As verdicts name it."""
        return self.graders[0].engine

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        return [(await self._verdict_of(0, line), await self._verdict_of(1, line)) for line in lines]

    async def _verdict_of(self, by: int, line: GradedLine) -> Verdict:
        return await self.graders[by].grade(line.text, line.context, line.background)


@dataclass
class ModelTwice:
    """A model. Where both versions ask it the same, it is asked once, and its answer is put through both.

    Args:
        graders: by each version, paid from one budget. rubrics: the versions. most: lines it is asked about.
        votes: answers that each reading takes, as both graders have it.
    """

    graders: tuple[LlmGrader, LlmGrader]
    rubrics: tuple[Rubric, Rubric]
    most: int | None
    votes: int = 1
    kind: EngineKind = "model"
    at_once: int = MODEL_AT_ONCE
    asked: int = 0
    calls: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        """Let several votes be no heavier a load than one."""
        self.at_once = max(1, MODEL_AT_ONCE // self.votes)

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
        self.asked += 1
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
        self.calls += self.votes
        votes = await self.graders[by].vote(line.text, line.context, line.background)

        def verdict(rubric: Rubric) -> Verdict:
            return assemble(
                line.text, line.context, votes.findings, votes.stance, rubric, self.name, background=line.background
            )

        return verdict(self.rubrics[0]), verdict(self.rubrics[1])


@dataclass
class OpinionTwice:
    """The embedded grader and a model together, as a room with a second opinion grades.

    Args:
        first: who reads every line. second: the model. only_unsure: it is asked where the first is unsure; else always.
    """

    first: CoderTwice | GradersTwice
    second: ModelTwice
    only_unsure: bool
    kind: EngineKind = "both"

    def __post_init__(self) -> None:
        """Take as many lines as the model does."""
        self.most, self.at_once = self.second.most, self.second.at_once

    @property
    def name(self) -> str:
        """As verdicts of both name them."""
        return f"{self.first.name}+{self.second.name}"

    @property
    def asked(self) -> int:
        """Lines the model was asked about."""
        return self.second.asked

    @property
    def calls(self) -> int:
        """Answers it was asked for."""
        return self.second.calls

    @property
    def asked_twice(self) -> bool:
        """Whether the edit reaches what the model is asked."""
        return self.second.asked_twice

    async def grade_both(self, lines: Sequence[GradedLine]) -> list[Pair]:
        """See `Regrader`."""
        firsts = await self.first.grade_both(lines)
        unsettled = [at for at, pair in enumerate(firsts) if not all(map(self._settles, pair))]
        seconds = await self.second.grade_both([lines[at] for at in unsettled])
        found = list(firsts)
        for at, asked in zip(unsettled, seconds, strict=True):
            before, after = (
                first if self._settles(first) else Opinion(first, second).verdict
                for first, second in zip(firsts[at], asked, strict=True)
            )
            found[at] = before, after
        return found

    def _settles(self, first: Verdict) -> bool:
        return self.only_unsure and is_sure(first)


def asks_anew(before: Rubric, after: Rubric) -> bool:
    """Say whether two versions ask a model something else about the same line."""
    return grade_messages(before, "", (), NO_BACKGROUND) != grade_messages(after, "", (), NO_BACKGROUND)
