"""Concurrency: many calls at the same time, never more than allowed, with a progress bar on standard error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

T = TypeVar("T")
R = TypeVar("R")


class ConcurrencyLimit:
    """Limits how many calls run at the same time and how many begin within a minute.

    Args:
        concurrency: calls at the same time. rate: calls begun per minute, at most; None for no limit.
        quiet: show no progress.
    """

    def __init__(self, concurrency: int, rate: float | None = None, quiet: bool = False) -> None:
        self._concurrency, self._gap, self._quiet = concurrency, 60.0 / rate if rate else 0.0, quiet
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until the rate allows another call to begin."""
        if not self._gap:
            return
        now = asyncio.get_running_loop().time()
        begin = max(now, self._next)
        self._next = begin + self._gap
        await asyncio.sleep(begin - now)

    async def each(
        self,
        title: str,
        items: Sequence[T],
        work: Callable[[T], Awaitable[R]],
        done: int = 0,
        size: Callable[[T], int] = lambda item: 1,
    ) -> list[R]:
        """Do `work` on every item and return the results in order; the first error stops the rest and is raised.

        Args:
            title: of the progress bar. items: to work on. work: called once for each.
            done: finished before, shown on the bar. size: what an item counts for on the bar.
        """
        results: dict[int, R] = {}
        waiting = iter(enumerate(items))
        with self._bar() as bar:
            task = bar.add_task(title, total=sum(size(item) for item in items) + done, completed=done)

            async def worker() -> None:
                for at, item in waiting:
                    results[at] = await work(item)
                    bar.advance(task, size(item))

            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(self._concurrency, len(items))):
                        group.create_task(worker())
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None
        return [results[at] for at in range(len(items))]

    def _bar(self) -> Progress:
        columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), disable=self._quiet)
