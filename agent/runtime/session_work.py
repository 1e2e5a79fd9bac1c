"""Session work: turns under way, each in a task of its own, and their events for whoever listens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from agent.errors import TurnRefused
from agent.event_log import log_event
from agent.model.events import Event

CLOSING = 1.0
"""Seconds that work gets to let go of what it waits for, once the room closes."""

Emit = Callable[[Event], None]
Work = Callable[[Emit], Coroutine[Any, Any, None]]

_log = logging.getLogger(__name__)


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


class SessionWork:
    """Begins work once per key and lets any number of listeners follow it."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], tuple[Broadcast, asyncio.Task[None]]] = {}
        self._closed = False

    def attend(self, key: tuple[str, str], work: Work) -> Broadcast:
        """Return the work under way for a key (session, request), or begin it.

        Raises:
            TurnRefused: the room was closed.
        """
        if self._closed:
            raise TurnRefused("the room is closed; open it again")
        if key in self._running:
            return self._running[key][0]
        broadcast = Broadcast()
        task = asyncio.create_task(work(broadcast.emit))
        self._running[key] = (broadcast, task)
        task.add_done_callback(lambda done: self._done(key, broadcast, done))
        return broadcast

    async def stop(self) -> None:
        """Take no more work and cancel what is under way; what a line still waits for leaves it pending."""
        self._closed = True
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=CLOSING)
            log_event(_log, logging.INFO, "room_closed", cancelled=len(tasks), left=len(left))

    def _done(self, key: tuple[str, str], broadcast: Broadcast, task: asyncio.Task[None]) -> None:
        del self._running[key]
        stopped = TurnRefused("the room was closed; the line is kept and answered when the session is opened again")
        broadcast.close(stopped if task.cancelled() else task.exception())
