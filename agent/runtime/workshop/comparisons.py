"""Comparisons: panels under way and what came of them, and talks with two versions; in memory, and bounded."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.model.training.panel_difference import PanelDifference
from agent.model.turn import SessionInfo, Turn
from agent.runtime.workshop.bench_runs import BenchRuns

if TYPE_CHECKING:
    from agent.runtime.room import Room

MOST_TALKS = 20
"""Talks with two versions that are open at a time, two small logs each; the oldest is dropped first."""

Key = tuple[str, str]
"""Whose it is, and with which persona."""


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
    """Keeps panels and talks by person and persona."""

    def __init__(self) -> None:
        self.runs: BenchRuns[Key, PanelDifference] = BenchRuns()
        self.talks: OrderedDict[Key, PairTalk] = OrderedDict()

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
