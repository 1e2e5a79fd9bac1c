"""Comparisons: panels under way and what came of them, and talks with two versions; in memory, and bounded."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import OrderedDict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.model.training.panel_difference import PanelDifference
from agent.model.turn import SessionInfo, Turn

if TYPE_CHECKING:
    from agent.runtime.room import Room

MOST_KEPT = 50
"""Panels that are remembered; the one looked at longest ago is forgotten first."""

MOST_TALKS = 20
"""Talks with two versions that are open at a time, two small logs each; the oldest is dropped first."""

PATIENCE = 60.0
"""Seconds a panel goes on while nobody looks at it: long enough for a reload, short enough to free the machine."""

Key = tuple[str, str]
"""Whose it is, and with which persona."""


@dataclass
class PanelRun:
    """A panel that was asked for.

    Attributes:
        label: what is compared, in words. versions: fingerprints of the two, by which a later edit is seen.
        number: tells it from the other panels. done, total, rep: how far it is.
        seen: when somebody looked last. looks: how often.
    """

    label: str
    short: bool
    versions: tuple[str, str]
    number: int = field(default_factory=itertools.count(1).__next__)
    looks: int = 0
    done: int = 0
    total: int = 0
    rep: str = ""
    stopped: bool = False
    error: str = ""
    found: PanelDifference | None = None
    task: asyncio.Task[None] | None = None
    seen: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> bool:
        """It is still at work."""
        return self.task is not None and not self.task.done()

    def looked(self) -> None:
        """Take down that somebody looks at how far it is."""
        self.seen = time.monotonic()
        self.looks += 1

    def told(self, done: int, total: int, rep: str) -> None:
        """Take down how far it is; where nobody has looked for long, stop it."""
        self.done, self.total, self.rep = done, total, rep
        if time.monotonic() - self.seen > PATIENCE:
            self.stop()

    def stop(self) -> None:
        """Let it end within a turn."""
        if self.running and self.task is not None:
            self.stopped = True
            self.task.cancel()


@dataclass
class PairTurn:
    """What both versions answered to one line; `before`, `after`: None where that session has ended."""

    said: str
    before: Turn | None
    after: Turn | None


@dataclass
class PairTalk:
    """A talk with two versions at once, each in a room over a log that is thrown away."""

    rooms: tuple[Room, Room]
    infos: tuple[SessionInfo, SessionInfo]
    starts: tuple[float, float]
    versions: tuple[str, str]
    closing: AsyncExitStack
    turns: list[PairTurn] = field(default_factory=list)
    speaking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Comparisons:
    """Keeps them by person and persona."""

    def __init__(self) -> None:
        self.runs: OrderedDict[Key, PanelRun] = OrderedDict()
        self.talks: OrderedDict[Key, PairTalk] = OrderedDict()

    def keep_run(self, key: Key, run: PanelRun) -> None:
        """Keep a panel in place of an earlier one; what is still at work is never forgotten."""
        self.runs.pop(key, None)
        self.runs[key] = run
        idle = [old for old, one in self.runs.items() if not one.running and old != key]
        for old in idle[: max(0, len(self.runs) - MOST_KEPT)]:
            del self.runs[old]

    async def keep_talk(self, key: Key, talk: PairTalk) -> None:
        """Keep a talk in place of an earlier one, and close what is too many."""
        await self.drop_talk(key)
        self.talks[key] = talk
        while len(self.talks) > MOST_TALKS:
            await self.drop_talk(next(iter(self.talks)))

    async def drop_talk(self, key: Key) -> None:
        """Close a talk, if there is one."""
        talk = self.talks.pop(key, None)
        if talk is not None:
            async with talk.speaking:
                await talk.closing.aclose()
