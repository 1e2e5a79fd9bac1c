"""Health: whether an endpoint is alive, whether its model may still be loading, and when a dead one is tried again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.endpoint import Endpoint
from agent.llm.wire.request import Call

DEAD_CALLS = 2
"""Dead calls in a row after which an endpoint rests: one may be a stumble, and every further one costs a whole wait."""

RESTING_WAIT = 2.0
"""Seconds that a call waits for a resting endpoint."""

AT_ONCE = 10.0
"""Seconds after such a wait in which further calls, most of them of the same line, do not wait again."""

TRIAL_PAUSE = 30.0
"""Seconds between two trials of a resting endpoint."""

COLD_AFTER = 240.0
"""Seconds without an answer after which a model may have been unloaded; Ollama does it after 300 by default."""

_log = logging.getLogger(__name__)


class Health:
    """What is known of an endpoint's life; all models of a room that stand at one address share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._dead = 0
        self._tried: float | None = None
        self._waited: float | None = None
        self._alive: dict[str, float] = {}
        self._begun: set[str] = set()
        self._trial: asyncio.Task[None] | None = None

    @property
    def resting(self) -> bool:
        """Too many calls in a row were dead."""
        return self._dead >= DEAD_CALLS

    @property
    def told(self) -> str:
        """What to tell whoever meets a resting endpoint."""
        return f"the endpoint rests after {self._dead} dead calls, and is tried again every {TRIAL_PAUSE:g} s"

    def is_cold(self, model: str) -> bool:
        """Say whether a model may have to be loaded: nobody asked it yet, or it was silent for long after an answer."""
        alive = self._alive.get(model)
        return model not in self._begun if alive is None else self._clock() - alive > COLD_AFTER

    def hurry(self, call: Call, ask: Callable[[], Awaitable[None]]) -> Call:
        """Return the call with the little time that a resting endpoint gets; unchanged where it does not rest.

        Args:
            call: what is asked. ask: tries whether the endpoint lives, in the background, if that is due.

        Raises:
            EndpointDown: a call just before has waited in vain.
        """
        if not self.resting:
            return call
        self._try_again(ask)
        if self._waited is not None and self._clock() - self._waited < AT_ONCE:
            raise EndpointDown(f"{call.where}: {self.told}")
        return replace(call, deadline=min(call.deadline, call.tries.begun + RESTING_WAIT))

    @contextmanager
    def heeding(self, call: Call, endpoint: Endpoint) -> Iterator[None]:
        """Note whether the endpoint lives, whatever comes of the call."""
        try:
            yield
        except EndpointDown as error:
            if call.tries.sent:  # else there was no time left to ask
                self.dead(endpoint.model)
            raise EndpointDown(f"{error}; {self.told}") if self.resting else error from None
        except (EndpointRefused, EndpointGarbled):
            if call.tries.sent:  # else it was the budget that refused
                self.alive(endpoint.model)
            raise
        except asyncio.CancelledError:  # whoever asked gave up
            waited = asyncio.get_running_loop().time() - call.tries.begun
            if call.tries.sent and waited >= endpoint.first_token_deadline:
                self.dead(endpoint.model)
            raise
        self.alive(endpoint.model)

    def alive(self, model: str) -> None:
        """Note an answer of any kind."""
        if self.resting:
            _log.warning("the endpoint answers again")
        self._dead, self._waited = 0, None
        self._begun.add(model)
        self._alive[model] = self._clock()

    def dead(self, model: str) -> None:
        """Note a call that ended without any answer."""
        self._begun.add(model)
        if self.resting:
            self._waited = self._clock()
        self._dead += 1
        if self._dead == DEAD_CALLS:
            self._tried = None
            _log.warning(self.told)

    def _try_again(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Begin a trial of a resting endpoint in the background, if one is due; `ask` notes what comes of it."""
        due = self._tried is None or self._clock() - self._tried >= TRIAL_PAUSE
        if due and (self._trial is None or self._trial.done()):
            self._tried = self._clock()
            loop = asyncio.get_running_loop()
            self._trial = loop.create_task(self._try(ask), context=Context())  # under no clock of a turn

    async def close(self) -> None:
        """Give up a trial that runs."""
        trial, self._trial = self._trial, None
        if trial is not None and not trial.done() and trial.get_loop() is asyncio.get_running_loop():
            trial.cancel()
            await asyncio.wait([trial])

    async def _try(self, ask: Callable[[], Awaitable[None]]) -> None:
        try:
            await ask()
        except EndpointError as error:
            _log.info("still resting: %s", error)
