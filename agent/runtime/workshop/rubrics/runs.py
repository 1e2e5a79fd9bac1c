"""Runs: effects of rubric edits that are being measured, and what came of them; in memory, and bounded."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from agent.model.training.rubric_effect import RubricEffect

MOST_KEPT = 50
"""Results that are remembered, one for each person; the oldest is forgotten first."""

PATIENCE = 60.0
"""Seconds a run goes on while nobody looks at it: long enough for a reload, short enough to spare tokens."""


@dataclass
class EffectRun:
    """An effect that was asked for.

    Attributes:
        refs: of the two versions, by which a later edit is seen. done, total, engine: how far it is.
        notes: what the reader must know of the lines. seen: when somebody looked last.
    """

    refs: tuple[str, str]
    notes: tuple[str, ...] = ()
    done: int = 0
    total: int = 0
    engine: str = ""
    stopped: bool = False
    error: str = ""
    found: RubricEffect | None = None
    task: asyncio.Task[None] | None = None
    seen: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> bool:
        """It is still at work."""
        return self.task is not None and not self.task.done()

    def looked(self) -> None:
        """Take down that somebody looks at how far it is."""
        self.seen = time.monotonic()

    def told(self, done: int, total: int, engine: str) -> None:
        """Take down how far it is; where nobody has looked for long, stop it."""
        self.done, self.total, self.engine = done, total, engine
        if time.monotonic() - self.seen > PATIENCE:
            self.stop()

    def stop(self) -> None:
        """Let it end within a few lines."""
        if self.running and self.task is not None:
            self.stopped = True
            self.task.cancel()


class EffectRuns:
    """Keeps the newest run of each person."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, EffectRun] = OrderedDict()

    def of(self, person: str) -> EffectRun | None:
        """Return somebody's newest run, if any."""
        return self._runs.get(person)

    def keep(self, person: str, run: EffectRun) -> None:
        """Keep a run in place of the one before; what is still at work is never forgotten."""
        self._runs.pop(person, None)
        self._runs[person] = run
        idle = [old for old, one in self._runs.items() if not one.running and old != person]
        for old in idle[: max(0, len(self._runs) - MOST_KEPT)]:
            del self._runs[old]
