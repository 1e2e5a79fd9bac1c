"""Broadcast: the events of one piece of work, for any number of listeners who may come late or leave early."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from agent.model.events import Event


class Broadcast:
    """Keeps the events of one turn until nobody needs them. The work goes on whether anybody listens or not."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._news = asyncio.Event()
        self._over = False
        self._error: BaseException | None = None

    def emit(self, event: Event) -> None:
        """Tell every listener, those still to come included."""
        self._events.append(event)
        self._wake()

    def close(self, error: BaseException | None = None) -> None:
        """Say that no more events come; an error is raised in every listener."""
        self._over, self._error = True, error
        self._wake()

    async def listen(self) -> AsyncIterator[Event]:
        """Yield every event from the first on, until the work is over."""
        heard = 0
        while True:
            news = self._news
            while heard < len(self._events):
                heard += 1
                yield self._events[heard - 1]
            if self._over and heard == len(self._events):
                break
            if news is self._news:
                await news.wait()
        if self._error is not None:
            raise self._error

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
