"""Bench runs: measurements a trainer waits for: how far each is, its stop, and what came of it; in memory, bounded."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from agent.errors import RollwithError
from agent.event_log import log_event

MOST_KEPT = 50
"""Runs of one kind that are remembered; the one begun longest ago is forgotten first."""

PATIENCE = 60.0
"""Seconds a run goes on while nobody looks at it: long enough for a reload, short enough to free the machine."""

Progress = Callable[[int, int, str], None]
"""Told every little while: sessions or lines done, how many in all, and which rep or engine is at work."""

Found = TypeVar("Found")
"""What comes of a run."""

Key = TypeVar("Key", bound=Hashable)
"""Whose a run is, and of what."""

Work = Callable[[Progress], Awaitable[Found]]
"""Does the measuring, and tells how far it is."""

_log = logging.getLogger(__name__)


@dataclass
class BenchRun(Generic[Found]):
    """One measurement of two versions.

    Attributes:
        versions: fingerprints of the two, by which a later edit is seen. label: what is measured, in words.
        number: tells it from the other runs. looks: how often somebody looked. seen: when they did last.
        done, total, now: how far it is, and who is at work. stopped: it was ended before its end.
        error: why nothing came of it, or empty. found: what came of it.
    """

    versions: tuple[str, str]
    label: str
    number: int = field(default_factory=itertools.count(1).__next__)
    looks: int = 0
    seen: float = field(default_factory=time.monotonic)
    done: int = 0
    total: int = 0
    now: str = ""
    stopped: bool = False
    error: str = ""
    found: Found | None = None
    task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """It is still at work."""
        return self.task is not None and not self.task.done()

    def looked(self) -> None:
        """Take down that somebody looks at how far it is."""
        self.seen = time.monotonic()
        self.looks += 1

    def told(self, done: int, total: int, now: str) -> None:
        """Take down how far it is; where nobody has looked for long, stop it."""
        self.done, self.total, self.now = done, total, now
        if time.monotonic() - self.seen > PATIENCE:
            self._cancel()

    async def stop(self) -> None:
        """Stop it, and wait until nothing of it is left."""
        self._cancel()
        if self.task is not None:
            await asyncio.wait({self.task})

    def _cancel(self) -> None:
        if self.running and self.task is not None:
            self.stopped = True
            self.task.cancel()

    async def work_on(self, work: Work[Found]) -> None:
        """Do the work, and keep what comes of it or why nothing does."""
        try:
            self.found = await work(self.told)
        except RollwithError as error:
            self.error = str(error)
            log_event(_log, logging.WARNING, "bench_run_failed", why=str(error))
        except Exception as error:  # noqa: BLE001 - nobody awaits a run, so nobody else would ever tell of it
            self.error = (
                f"something unforeseen went wrong ({type(error).__name__}); whoever runs the room finds it logged"
            )
            log_event(_log, logging.ERROR, "bench_run_failed", why=type(error).__name__, error=error)


class BenchRuns(Generic[Key, Found]):
    """Keeps the newest run of each key."""

    def __init__(self) -> None:
        self._runs: OrderedDict[Key, BenchRun[Found]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._runs)

    def of(self, key: Key) -> BenchRun[Found] | None:
        """Return the newest run of a key, if any."""
        return self._runs.get(key)

    def begin(self, key: Key, versions: tuple[str, str], label: str, work: Work[Found]) -> BenchRun[Found]:
        """Begin a run in place of the one before; one that is at work already is gone on with, and never forgotten."""
        earlier = self._runs.pop(key, None)
        run = earlier if earlier is not None and earlier.running else BenchRun[Found](versions, label)
        if run is not earlier:
            run.task = asyncio.create_task(run.work_on(work))
        self._runs[key] = run
        idle = [old for old, one in self._runs.items() if not one.running]
        for old in idle[: max(0, len(self._runs) - MOST_KEPT)]:
            del self._runs[old]
        return run

    async def stop(self, key: Key) -> None:
        """Stop a key's run, if one is at work, and wait until nothing of it is left."""
        run = self.of(key)
        if run is not None and run.running:
            await run.stop()
