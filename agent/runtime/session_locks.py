"""Session locks: one runner per session, within this process by a lock and across processes by a lease in the log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from agent.errors import StoreError, TurnRefused
from agent.event_log import log_event

if TYPE_CHECKING:
    from agent.storage.store import Store

LEASE = 5.0
"""Seconds for which a lease holds. It is renewed while the work lasts; after a crash it blocks no longer than this."""

_log = logging.getLogger(__name__)

_POLL = 0.05
"""Seconds between two looks at a lease that another process holds."""


class SessionLocks:
    """Serialises work on a session. Two runners at once would grade against the same state and lose a turn."""

    def __init__(self, owner: str, lease: float, patience: float) -> None:
        """Take the name under which leases are held; it must be this process's alone.

        Args:
            lease: seconds. patience: seconds to wait for another process; as long as a turn can last, and a lease.
        """
        self._owner, self._lease, self._patience = owner, lease, patience
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def exclusive(self, store: Store, session: str) -> AsyncIterator[None]:
        """Hold a session alone.

        Raises:
            TurnRefused: another process still works on it after `patience` seconds.
        """
        lock = self._locks.setdefault(session, asyncio.Lock())
        async with lock:
            await self._claim(store, session)
            done = asyncio.Event()
            renewing = asyncio.create_task(self._renew(store, session, done))
            try:
                yield
            finally:
                done.set()
                await renewing
                await self._release(store, session)

    async def _release(self, store: Store, session: str) -> None:
        """Give the lease back. Where the log cannot be written it runs out by itself; the work is done all the same."""
        try:
            await asyncio.to_thread(store.release, session, self._owner)
        except StoreError:
            log_event(_log, logging.WARNING, "lease_kept", session=session, why="the log cannot be written")

    async def _claim(self, store: Store, session: str) -> None:
        deadline = time.monotonic() + self._patience
        while not await asyncio.to_thread(store.claim, session, self._owner, self._lease):
            if time.monotonic() > deadline:
                raise TurnRefused("another window or server is still busy with this session; try again in a moment")
            await asyncio.sleep(_POLL)

    async def _renew(self, store: Store, session: str, done: asyncio.Event) -> None:
        """Renew the lease until the work is done. A missed renewal is no loss: a turn becomes whole only once."""
        while not done.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), self._lease / 3)
            if not done.is_set():
                await self._renewed(store, session)

    async def _renewed(self, store: Store, session: str) -> None:
        try:
            kept, why = await asyncio.to_thread(store.claim, session, self._owner, self._lease), "another holds it"
        except StoreError:
            kept, why = False, "the log cannot be written"
        if not kept:
            log_event(_log, logging.WARNING, "lease_lost", session=session, why=why)
