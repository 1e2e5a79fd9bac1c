"""Early reply: the customer's reply, begun beside the grade on another reading, and heard by nobody until it stands.

A model's grade takes seconds, and the customer's model would wait for it. So the customer begins at once on what the
embedded coder makes of the line. If the grade of record leads to the same brief, what was said so far is the customer's
line; if not, it is cancelled, and nobody has heard a word of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass

from agent.customer.contract import Customer
from agent.customer.turn_context import TurnContext
from agent.event_log import log_event
from agent.llm.call_scope import CallScope, call_scope
from agent.model.acts import Intent
from agent.model.session import Reply

HEAD_START = 0.02
"""Seconds that the grade's call gets to be on its way: reading the line takes both cores for a moment, and the reply is
the shorter of the two calls."""

LETTING_GO = 0.5
"""Seconds that a cancelled draft gets to close its connection: half of what a room that closes waits for a turn."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """What is to be said, and from where: the context of a turn, the intent, and the brief of whoever speaks."""

    context: TurnContext
    intent: Intent
    brief: Hashable


class EarlyReply:
    """One turn's early reply. Whoever owns it closes it, whatever became of the turn."""

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None
        self._decision: Decision | None = None
        self._scope = CallScope()
        self._said: list[str | Reply] = []
        self._news = asyncio.Event()

    def begin(self, customer: Customer, decide: Callable[[], Awaitable[Decision]]) -> None:
        """Have the customer begin, in a task of its own, once `decide` has said what to say."""
        self._task = asyncio.create_task(self._draw(customer, decide))

    @property
    def broken(self) -> bool:
        """The customer has not begun to speak, or ended without a reply."""
        ended = self._task is not None and self._task.done() and not self._has_reply
        return ended or self._decision is None

    @property
    def begun(self) -> bool:
        """The customer began to speak, to whatever end."""
        return self._decision is not None

    @property
    def tokens(self) -> int:
        """What it has cost; whole once it is closed."""
        return self._scope.tokens

    def rests_on(self, brief: Hashable) -> bool:
        """Say whether it was begun on this brief."""
        return self._decision is not None and self._decision.brief == brief

    async def pieces(self) -> AsyncIterator[str | Reply]:
        """Yield what was said so far, then the rest as it comes; an error of the customer's is raised in its place."""
        heard = 0
        while True:
            self._news.clear()
            while heard < len(self._said):
                heard += 1
                yield self._said[heard - 1]
            if self._task is None or self._task.done():
                break
            await self._news.wait()
        if self._task is not None:
            self._task.result()

    def cancel(self) -> None:
        """Let it say no more."""
        if self._task is not None:
            self._task.cancel()

    async def close(self) -> None:
        """Cancel it if it still speaks, and wait until it has let go of its connection."""
        if self._task is None:
            return
        self.cancel()
        await asyncio.wait([self._task], timeout=LETTING_GO)
        if self._task.done() and not self._task.cancelled() and (error := self._task.exception()):
            log_event(_log, logging.WARNING, "early_reply_failed", why=type(error).__name__, error=error)

    @property
    def _has_reply(self) -> bool:
        return bool(self._said) and isinstance(self._said[-1], Reply)

    async def _draw(self, customer: Customer, decide: Callable[[], Awaitable[Decision]]) -> None:
        try:
            await asyncio.sleep(HEAD_START)
            with call_scope() as self._scope:
                self._decision = decision = await decide()
                async for piece in customer.reply(decision.context, decision.intent):
                    self._said.append(piece)
                    self._news.set()
        finally:
            self._news.set()
