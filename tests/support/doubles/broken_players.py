"""Engines that fail on purpose: one part raises, or hangs, as long as it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

from agent.content.library import Library
from agent.customer.turn_context import TurnContext
from agent.model.acts import Intent
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.debrief import Debrief
from agent.model.events import Event
from agent.model.session import Reply
from agent.model.verdict import Verdict
from agent.runtime.engine_factory import Engines
from agent.runtime.room import Room
from agent.storage.store import Store
from tests.support.doubles.players import Players, Shelf, WordCustomer, WordDecider, WordGrader

SECRET = "sk-secret and the rep's own words"
EXPECTED = "an unforeseen error in the program (ValueError)"


class Broken(Players):
    """Engines in which one part raises, or hangs, as long as `broken` says so."""

    def __init__(self, part: str, error: BaseException | None = None) -> None:
        super().__init__(_Grader(self))
        self.part, self.error, self.broken, self.tries = part, error or ValueError(SECRET), True, 0

    def decider(self) -> WordDecider:
        return _Decider(self)

    def customer(self, session: str | None = None) -> WordCustomer:
        return _Customer(self)

    def debriefer(self) -> Any:
        return _Debriefer(self) if self.part == "debrief" else super().debriefer()

    async def fail(self, part: str) -> None:
        if self.broken and part == self.part:
            self.tries += 1
            if isinstance(self.error, TimeoutError):
                await asyncio.sleep(3600)
            raise self.error


class _Grader(WordGrader):
    def __init__(self, players: Broken) -> None:
        super().__init__()
        self.players = players

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        await self.players.fail("grader")
        return await super().grade(line, context)


class _Decider(WordDecider):
    def __init__(self, players: Broken) -> None:
        self.players = players

    def decide(self, context: TurnContext) -> Intent:
        if self.players.broken and self.players.part == "decider":
            raise self.players.error
        return super().decide(context)


class _Customer(WordCustomer):
    def __init__(self, players: Broken) -> None:
        self.players = players

    async def reply(self, context: TurnContext, intent: Intent) -> AsyncIterator[str | Reply]:
        yield "Well "
        await self.players.fail("customer")
        async for piece in super().reply(context, intent):
            yield piece


class _Debriefer:
    engine = "broken"

    def __init__(self, players: Broken) -> None:
        self.players = players

    async def debrief(self, *_: object) -> Debrief:
        await self.players.fail("debrief")
        raise AssertionError("only called while broken")


async def told(events: AsyncIterator[Event]) -> list[Event]:
    """Return all that a room tells."""
    return [event async for event in events]


def room_with_deadline(url: str, cast_of: Players, deadline: float, lease: float) -> Room:
    """Return a room over a log whose turns may last so many seconds."""
    shelf, engines = cast(Library, Shelf()), cast(Engines, cast_of)
    return Room(shelf, lambda: Store(url), engines, deadline=deadline, lease=lease)
