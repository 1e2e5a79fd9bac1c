"""Session work: turns under way, each in a task of its own, so that a listener who goes away loses nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from agent.errors import TurnRefused
from agent.event_log import log_event
from agent.model.events import Event
from agent.runtime.event_stream import Broadcast

CLOSING = 2.0
"""Seconds that work gets to let go of what it waits for, once the room closes."""

Emit = Callable[[Event], None]
Work = Callable[[Emit], Coroutine[Any, Any, None]]

_log = logging.getLogger(__name__)


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
