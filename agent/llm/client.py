"""The one door to any OpenAI-compatible endpoint: checked objects and streamed text, within deadlines and budgets.

Retries happen here and nowhere else (the SDK's own are off): jittered, inside one total deadline, honouring
Retry-After. Whatever goes wrong leaves as EndpointRefused, EndpointDown or EndpointGarbled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING

from agent.llm.budget import Budget, estimate, estimate_messages
from agent.llm.call_scope import due
from agent.llm.contract import Answered, M, Message, Purpose
from agent.llm.endpoint import Endpoint, endpoint_from
from agent.llm.reading.response import Usage
from agent.llm.wire.asking import Asking
from agent.llm.wire.dialect import Dialect
from agent.llm.wire.exchange import Exchange, Opened, truncated
from agent.llm.wire.failures import CutShort
from agent.llm.wire.health import Health
from agent.llm.wire.learning import Learning
from agent.llm.wire.persistence import Persistence
from agent.llm.wire.request import Call
from agent.llm.wire.sdk import open_sdk
from agent.redaction import StruckPieces

if TYPE_CHECKING:
    from httpx2 import AsyncClient

    from agent.settings import Settings

__all__ = ["Budget", "Endpoint", "Llm", "endpoint_from", "open_llms"]

TRIAL_TOKENS = 16
"""Answer limit of a trial whether a resting endpoint lives: a word is enough."""

_log = logging.getLogger(__name__)


def open_llms(settings: Settings) -> dict[Purpose, Llm]:
    """Return one model per purpose; all share one token budget per session, and know together whether it is alive.

    Raises:
        SettingsError: no endpoint or no model is set, or the key cannot be sent.
    """
    budget, health = Budget(settings.token_budget), Health()
    purposes: tuple[Purpose, ...] = ("customer", "grader", "debrief", "draft")
    return {purpose: Llm(endpoint_from(settings, purpose), budget, health=health) for purpose in purposes}


class Llm:
    """A model at an endpoint. It remembers which parameters the endpoint understands.

    Args:
        endpoint: where, which model, how long.
        budget: shared with other models of the session; by default one of its own.
        http_client: for tests; by default one that bounds what comes back.
        sleep: how to wait between attempts, in seconds; for tests.
        health: shared with other models at the same address; by default one of its own.

    Attributes:
        truncates: the endpoint counted far fewer tokens than a prompt has: it cuts prompts without a word.
        first_words: seconds until the first words of the last stream, or None.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: Budget | None = None,
        *,
        http_client: AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        health: Health | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.budget = budget or Budget(endpoint.token_budget)
        self.health = health or Health()
        self.truncates = False
        self.first_words: float | None = None
        self._learning = Learning()
        self._client = open_sdk(endpoint, http_client)
        self._exchange = Exchange(endpoint, self._client, self.budget)
        self._persistence = Persistence(endpoint, self._learning, sleep)
        self._asking = Asking(self._exchange, self._persistence, self._learning)

    @property
    def name(self) -> str:
        """The model's name, as verdicts and replies carry it."""
        return self.endpoint.model

    @property
    def dialect(self) -> Dialect:
        """How the endpoint is asked, as far as it is known."""
        return self._learning.dialect

    @dialect.setter
    def dialect(self, dialect: Dialect) -> None:
        self._learning.dialect = dialect

    @property
    def resting(self) -> bool:
        """The endpoint had too many dead calls in a row; calls wait for it two seconds at most."""
        return self.health.resting

    async def aclose(self) -> None:
        """Close the connections."""
        await self.health.close()
        await self._client.close()

    async def parse(
        self,
        messages: Sequence[Message],
        schema: type[M],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> M:
        """Answer with an object of the schema; see `LanguageModel.parse`."""
        answered = await self.answer(
            messages, schema, purpose=purpose, session=session, seed=seed, least_temperature=least_temperature
        )
        return answered.value

    async def answer(
        self,
        messages: Sequence[Message],
        schema: type[M],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> Answered[M]:
        """Answer as `parse` does; what a server refuses or ignores is asked for in another way, which is remembered."""
        call = self._in_time(self._call(messages, purpose, session, seed, least_temperature))
        with self.health.heeding(call, self.endpoint):
            try:
                async with asyncio.timeout(call.left):
                    found, asked = await self._asking.fill(call, schema)
            except TimeoutError:
                raise self._exchange.late(call) from None
        self._notice(call, asked.usage)
        return Answered(found, asked.odds)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> AsyncGenerator[str, None]:
        """Answer with pieces of text as they come; see `LanguageModel.stream`.

        Attempts are repeated until the first piece has come. A stream cut later raises EndpointDown: what was
        already given cannot be taken back, so the caller decides.
        """
        unhurried = self._call(messages, purpose, session, seed, least_temperature)
        call = self._in_time(unhurried)
        reserved, used = estimate_messages(call.messages), 0
        self.budget.reserve(session, reserved)
        try:
            with self.health.heeding(call, self.endpoint):
                opened = await self._persistence.persist(call, self._open)
            call, pieces, piece = replace(opened.call, deadline=unhurried.deadline), opened.pieces, opened.piece
            self.first_words = asyncio.get_running_loop().time() - call.tries.begun
            struck = StruckPieces()
            async with aclosing(opened.source):
                while piece is not None:
                    used = reserved + estimate(pieces.text)
                    if shown := struck.feed(piece):
                        yield shown
                    piece = await self._next(call, opened)
                used = pieces.usage.total if pieces.usage else used
                self._notice(call, pieces.usage)
                if shown := struck.rest():
                    yield shown
        except asyncio.CancelledError:  # a prompt that was sent is paid for, whoever gives up waiting
            used = max(used, reserved if call.tries.sent else 0)
            raise
        finally:
            self.budget.settle(session, reserved, used)

    def _call(
        self,
        messages: Sequence[Message],
        purpose: Purpose,
        session: str | None,
        seed: int | None,
        least_temperature: float,
    ) -> Call:
        deadline = due(asyncio.get_running_loop().time(), self.endpoint.total_deadline)
        where = f"{purpose} ({self.endpoint.model})"
        cold, tokens = self.health.is_cold(self.endpoint.model), self.endpoint.max_tokens
        return Call(tuple(messages), session, seed, least_temperature, deadline, where, purpose, tokens, cold)

    def _in_time(self, call: Call) -> Call:
        """Return the call with the time it has, less where the endpoint rests; none is left if another call used it."""
        if not call.left:
            raise self._exchange.late(call)
        return self.health.hurry(call, self._trial)

    async def _trial(self) -> None:
        """Ask a resting endpoint for a word."""
        asked = (Message(part="incoming", text="Ready?"),)
        call = replace(self._call(asked, "customer", None, None, 0.0), tokens=TRIAL_TOKENS, cold=True)
        with self.health.heeding(call, self.endpoint):
            opened = await self._exchange.open(call, self.dialect)
        await opened.source.close()

    async def _open(self, call: Call, dialect: Dialect) -> Opened:
        opened = await self._exchange.open(call, dialect, self._learning.aloud)
        self._learning.worked(dialect)
        return opened

    async def _next(self, call: Call, opened: Opened) -> str | None:
        try:
            return await self._exchange.next(call, opened)
        except CutShort:
            if 2 * estimate(opened.pieces.text) < call.tokens:  # thoughts ate the limit, not the words
                self._learning.widen(call.tokens, self.endpoint.max_tokens)
            raise
        finally:
            self._learning.aloud = self._learning.aloud or opened.pieces.aloud

    def _notice(self, call: Call, usage: Usage | None) -> None:
        """Say once that the endpoint cuts prompts, where its count says so."""
        if not self.truncates and (told := truncated(call, usage)):
            self.truncates = True
            _log.warning(told)
