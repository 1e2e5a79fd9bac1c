"""Cached grader: a grader behind a cache and a pace. What was graded once under one recipe is never asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from agent.errors import EndpointError
from agent.grading.contract import Grader
from agent.model.background import Said
from agent.model.verdict import TalkVerdict, Verdict
from agent.text.legibility import illegible
from evals.execution.cache import Cache, digest
from evals.execution.concurrency import ConcurrencyLimit
from evals.model.suite import Asked

V = TypeVar("V", Verdict, TalkVerdict)

TOGETHER = 32
"""Lines that a grader able to read many is given at once."""

SEVERAL = 3
"""Lines of one kind from which on it is no chance that a model graded none of them."""


@runtime_checkable
class BatchGrader(Protocol):
    """A grader that reads many lines together, faster than one by one."""

    def grade_many(self, lines: Sequence[tuple[str, Sequence[Said]]]) -> list[Verdict]:
        """Return the verdicts of (line, context) pairs, in order."""
        ...


class CachedGrader:
    """Grades many lines; see `Judge` in `evals/model/suite.py`.

    Args:
        grader: who grades. rubric: its ref. cache: of finished calls. pace: of calls and progress.
    """

    def __init__(self, grader: Grader, rubric: str, cache: Cache, pace: ConcurrencyLimit) -> None:
        self._grader, self._cache, self._pace = grader, cache, pace
        self.engine, self.rubric = grader.engine, rubric
        self._alone = asyncio.Lock()

    async def grade(self, lines: Sequence[Asked], repeat: int = 1, title: str = "grading") -> list[Verdict]:
        """Return the verdicts in order; an ungraded one is not kept, so that the next run asks again.

        Raises:
            EndpointError: a model graded not one of several lines.
        """
        many = self._grade_many if isinstance(self._grader, BatchGrader) else self._one_by_one
        return await self._through(Verdict, "rep", lines, repeat, title, many)

    async def talk(self, lines: Sequence[Asked], repeat: int = 1, title: str = "talk") -> list[TalkVerdict]:
        """Return the talk types in order; where nobody could tell (confidence 0), nothing is kept."""
        return await self._through(TalkVerdict, "customer", lines, repeat, title, self._talks)

    async def _through(
        self,
        model: type[V],
        speaker: str,
        lines: Sequence[Asked],
        repeat: int,
        title: str,
        ask: Callable[[Sequence[Asked]], Awaitable[list[V]]],
    ) -> list[V]:
        keys = [self._key(speaker, line, repeat) for line in lines]
        names = [digest(key) for key in keys]
        found = {
            name: model.model_validate(kept)
            for name, key in zip(names, keys, strict=True)
            if (kept := self._cache.get(key)) is not None
        }
        missing = {name: at for at, name in enumerate(names) if name not in found}
        chunks = _chunks(list(missing.items()), TOGETHER if ask == self._grade_many else 1)

        async def work(chunk: Sequence[tuple[str, int]]) -> None:
            for (name, at), verdict in zip(chunk, await ask([lines[at] for _, at in chunk]), strict=True):
                found[name] = verdict
                if not _empty(verdict):
                    self._cache.keep(keys[at], verdict.model_dump(mode="json", exclude_defaults=True))

        if chunks:
            await self._pace.each(title, chunks, work, done=len(set(names)) - len(missing), size=len)
        told = [found[name] for name in names]
        self._refuse_silence(lines, told)
        return told

    def _refuse_silence(self, lines: Sequence[Asked], told: Sequence[Verdict | TalkVerdict]) -> None:
        """Raise EndpointError where a model graded not one of several lines: figures of nothing would pass any gate."""
        if "llm:" not in self.engine or len(told) < SEVERAL or not all(map(_empty, told)):
            return
        whys = [_why(verdict) for line, verdict in zip(lines, told, strict=True) if not illegible(line.text)]
        if whys:
            raise EndpointError(f"{self.engine} graded none of {len(whys)} lines; the first: {whys[0]}")

    async def _grade_many(self, lines: Sequence[Asked]) -> list[Verdict]:
        grader = self._grader
        assert isinstance(grader, BatchGrader)
        async with self._alone:  # the coder uses every core by itself
            return await asyncio.to_thread(grader.grade_many, [(line.text, line.context) for line in lines])

    async def _one_by_one(self, lines: Sequence[Asked]) -> list[Verdict]:
        await self._pace.turn()
        return [await self._grader.grade(line.text, line.context) for line in lines]

    async def _talks(self, lines: Sequence[Asked]) -> list[TalkVerdict]:
        if not isinstance(self._grader, BatchGrader):
            await self._pace.turn()
        return [await self._grader.talk(line.text, line.context) for line in lines]

    def _key(self, speaker: str, line: Asked, repeat: int) -> dict[str, object]:
        context = [[said.speaker, said.text] for said in line.context]
        return {
            "speaker": speaker,
            "engine": self.engine,
            "rubric": self.rubric,
            "line": line.text,
            "context": context,
            "repeat": repeat,
        }


def _empty(verdict: Verdict | TalkVerdict) -> bool:
    return verdict.ungraded is not None if isinstance(verdict, Verdict) else verdict.confidence == 0


def _why(verdict: Verdict | TalkVerdict) -> str:
    return (verdict.ungraded if isinstance(verdict, Verdict) else verdict.degraded) or "no reason was given"


T = TypeVar("T")


def _chunks(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[start : start + size] for start in range(0, len(items), size)]
