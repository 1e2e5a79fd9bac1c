"""Draft runs: what trainers pasted, and the drafts that a model writes of it; in memory, and bounded.

A model takes a minute or more. So that a page may be left, loaded anew or stopped meanwhile, the writing goes on beside
it, and what was typed is at hand again whatever becomes of it.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from agent.runtime.workshop.drafting.drafting import Draft

MOST_KEPT = 50
"""Trainers whose notes are remembered; those typed longest ago are forgotten first."""


@dataclass(frozen=True)
class Pasted:
    """What a trainer typed to begin a customer. `speaker`: who of the transcript is the customer, or empty."""

    name: str = ""
    notes: str = ""
    transcript: str = ""
    speaker: str = ""
    without: str = ""

    @property
    def names(self) -> list[str]:
        """The names that are taken out of the transcript."""
        return [name.strip() for name in self.without.split(",")][:60]


@dataclass(frozen=True)
class ByHeadings:
    """A draft that the headings gave: its id and its words, by which a change is seen; empty where there is none."""

    id: str = ""
    text: str = ""


NOTHING = ByHeadings()


@dataclass
class DraftRun:
    """Notes, and what became of them.

    Attributes:
        model: who writes it; empty where the headings were asked for. number: tells it from other runs.
        looks: how often somebody looked how far it is. began, ended: seconds of the monotonic clock.
        draft: what was written. id: of the customer it was kept as; empty while none is. error: why there is none.
        over: what the headings gave for it before; this run may take its place.
    """

    pasted: Pasted
    model: str = ""
    number: int = field(default_factory=itertools.count(1).__next__)
    looks: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    draft: Draft | None = None
    id: str = ""
    error: str = ""
    stopped: bool = False
    over: ByHeadings = NOTHING
    task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """The model is writing."""
        return self.task is not None and not self.task.done()

    @property
    def seconds(self) -> int:
        """How long it has been written, or took."""
        return round((self.ended or time.monotonic()) - self.began)

    @property
    def by_headings(self) -> ByHeadings:
        """What the headings gave, in this run or before it; nothing where a model wrote the draft."""
        if self.draft is None or not self.id:
            return self.over
        return ByHeadings(self.id, self.draft.text) if self.draft.degraded or not self.model else NOTHING

    async def stop(self) -> None:
        """Let it end without a draft, and wait until nothing of it is left."""
        if self.running and self.task is not None:
            self.stopped = True
            self.task.cancel()
            await asyncio.wait({self.task})


class DraftRuns:
    """Keeps the newest of each trainer, by their id."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, DraftRun] = OrderedDict()

    def of(self, person: str) -> DraftRun | None:
        """Return what a trainer pasted last, and what became of it."""
        return self._runs.get(person)

    def keep(self, person: str, run: DraftRun) -> None:
        """Keep a run in place of an earlier one; what is still being written is never forgotten."""
        self._runs.pop(person, None)
        self._runs[person] = run
        idle = [old for old, one in self._runs.items() if not one.running and old != person]
        for old in idle[: max(0, len(self._runs) - MOST_KEPT)]:
            del self._runs[old]
