"""Persistence: a call is sent until it works, in another way where the endpoint wants one, or until its time is up."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from agent.llm.endpoint import Endpoint
from agent.llm.wire.dialect import Dialect, Mode
from agent.llm.wire.failures import CutShort, TransientError, UnsupportedParameter, Unwritten
from agent.llm.wire.learning import Learning
from agent.llm.wire.request import Call
from agent.llm.wire.retry import attempts

T = TypeVar("T")

DOUBTED = 2
"""Plain 500s in a row after which another way to ask is tried: some servers answer so to what they do not know."""

_log = logging.getLogger(__name__)


class Persistence:
    """Sends calls to one endpoint by what was learned of it, and learns more."""

    def __init__(self, endpoint: Endpoint, learning: Learning, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._endpoint, self._learning, self._sleep = endpoint, learning, sleep

    @property
    def patient(self) -> bool:
        """More than one attempt may be made."""
        return self._endpoint.max_attempts > 1

    async def persist(self, call: Call, send: Callable[[Call, Dialect], Awaitable[T]], mode: Mode | None = None) -> T:
        """Send until it works, a final error comes, or the deadline.

        Args:
            call: what is asked. send: makes one attempt. mode: how an object is asked for; None for plain words.
        """
        while True:
            dialect = self._learning.dialect
            sized = replace(call, tokens=self._learning.limit(self._endpoint.max_tokens))
            policy = attempts(self._endpoint.max_attempts, call.left, self._sleep)
            try:
                return await policy(self._attempt, sized, send, dialect, mode)
            except UnsupportedParameter as refusal:
                asked = None if mode is None else dialect.at_least(mode).mode
                learned = self._learning.refused(dialect, refusal.complaint, asked, sized.tokens)
                if learned is None:
                    raise
                _log.info("%s: the endpoint lacks something; going on with %s", call.where, learned)
            except Unwritten:
                if call.tries.unwritten or not self.patient:
                    raise
                call.tries.unwritten = True
            except CutShort:
                if not self._learning.widen(sized.tokens, self._endpoint.max_tokens):
                    raise
                _log.info("%s: the answer limit is too small; going on with a wider one", call.where)

    async def _attempt(
        self, call: Call, send: Callable[[Call, Dialect], Awaitable[T]], dialect: Dialect, mode: Mode | None
    ) -> T:
        try:
            return await send(call, _doubting(dialect, call.tries.errors, mode))
        except TransientError as error:
            call.tries.errors = call.tries.errors + 1 if error.status == 500 else 0
            call.tries.silent = call.tries.silent or error.silent
            raise


def _doubting(dialect: Dialect, errors: int, mode: Mode | None) -> Dialect:
    """Return the dialect, or after some plain 500s one without a schema, then one without a role for instructions."""
    if errors < DOUBTED:
        return dialect
    if mode is not None and errors == DOUBTED and dialect.at_least(mode).mode is not Mode.TEXT:
        return replace(dialect, mode=Mode.TEXT)
    return replace(dialect, system=False)
