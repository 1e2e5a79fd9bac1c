"""The one door to any OpenAI-compatible endpoint: checked objects and streamed text, within deadlines and budgets.

Retries happen here and nowhere else (the SDK's own are off): jittered, inside one total deadline, honouring
Retry-After. Whatever goes wrong leaves as EndpointRefused, EndpointDown or EndpointGarbled.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from openai import AsyncOpenAI, AsyncStream, OpenAIError
from pydantic import BaseModel

from agent.errors import EndpointDown, EndpointGarbled
from agent.llm.budget import Budget, estimate, estimate_messages
from agent.llm.call_scope import due
from agent.llm.contract import Answered, M, Message, Purpose
from agent.llm.endpoint import Endpoint, endpoint_from
from agent.llm.reading.response import StreamReader, read_answer, text_of
from agent.llm.reading.structured_output import read_object
from agent.llm.wire.dialect import Dialect, Mode
from agent.llm.wire.failures import TransientError, UnsupportedParameter, fault
from agent.llm.wire.request import Call, with_schema, written
from agent.llm.wire.retry import attempts
from agent.redaction import StruckPieces, strike_said

if TYPE_CHECKING:
    from httpx2 import AsyncClient

    from agent.settings import Settings

__all__ = ["Budget", "Endpoint", "Llm", "endpoint_from", "open_llms"]

T = TypeVar("T")

_log = logging.getLogger(__name__)


def open_llms(settings: Settings) -> dict[Purpose, Llm]:
    """Return one model per purpose; all share one token budget per session.

    Raises:
        SettingsError: no endpoint or no model is set, or the key cannot be sent.
    """
    budget = Budget(settings.token_budget)
    purposes: tuple[Purpose, ...] = ("customer", "grader", "debrief")
    return {purpose: Llm(endpoint_from(settings, purpose), budget) for purpose in purposes}


class Llm:
    """A model at an endpoint. It remembers which parameters the endpoint understands.

    Args:
        endpoint: where, which model, how long.
        budget: shared with other models of the session; by default one of its own.
        http_client: for tests; by default the SDK's own.
        sleep: how to wait between attempts, in seconds; for tests.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: Budget | None = None,
        *,
        http_client: AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.endpoint = endpoint
        self.budget = budget or Budget(endpoint.token_budget)
        self.dialect = Dialect()
        self._sleep = sleep
        self._client = AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",  # a server of one's own may need no key; the SDK insists on one
            timeout=endpoint.request_timeout,
            max_retries=0,
            http_client=http_client,
            default_headers=endpoint.headers,
        )
        self._client.organization = self._client.project = None  # the SDK takes these from variables of its own

    @property
    def name(self) -> str:
        """The model's name, as verdicts and replies carry it."""
        return self.endpoint.model

    async def aclose(self) -> None:
        """Close the connections."""
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
        call = self._call(messages, purpose, session, seed, least_temperature)
        try:
            async with asyncio.timeout(call.left):
                return Answered(await self._parse(call, schema))
        except TimeoutError:
            raise self._late(call) from None

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
        call = self._call(messages, purpose, session, seed, least_temperature)
        reserved, used = estimate_messages(call.messages), 0
        self.budget.reserve(session, reserved)
        try:
            source, pieces, piece = await self._persist(call, partial(self._open, call))
            struck = StruckPieces()
            async with aclosing(source):
                while piece is not None:
                    used = reserved + estimate(pieces.text)
                    if shown := struck.feed(piece):
                        yield shown
                    piece = await self._within(call, self.endpoint.request_timeout, pieces.next())
                used = pieces.usage.total if pieces.usage else used
                if shown := struck.rest():
                    yield shown
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
        return Call(tuple(messages), session, seed, least_temperature, deadline, f"{purpose} ({self.endpoint.model})")

    async def _parse(self, call: Call, schema: type[M]) -> M:
        problem = EndpointGarbled(call.where)
        for mode in Mode:
            if mode < self.dialect.mode:  # learned before, or just now from a 400
                continue
            text = await self._persist(call, partial(self._ask, call, schema, mode))
            try:
                found = read_object(text, schema)
            except EndpointGarbled as error:
                problem = EndpointGarbled(f"{call.where}: {error}")
                continue
            self.dialect = self.dialect.at_least(mode)
            return found
        raise problem

    async def _persist(self, call: Call, send: Callable[[Dialect], Awaitable[T]]) -> T:
        """Send until it works, a final error comes, or the deadline; drop what the endpoint does not understand."""
        if not call.left:  # another call of the same turn has used up the time of both
            raise self._late(call)
        while True:
            dialect = self.dialect
            try:
                return await attempts(self.endpoint.max_attempts, call.left, self._sleep)(send, dialect)
            except UnsupportedParameter as refusal:
                learned = dialect.unlearn(str(refusal))
                if learned is None:
                    raise
                _log.info("%s: the endpoint lacks something; going on with %s", call.where, learned)
                if self.dialect == dialect:  # else a parallel call has learned it already
                    self.dialect = learned

    async def _ask(self, call: Call, schema: type[BaseModel], mode: Mode, dialect: Dialect) -> str:
        """Make one attempt at a whole answer and return its text."""
        dialect = dialect.at_least(mode)
        messages = call.messages if dialect.mode is Mode.SCHEMA else with_schema(call.messages, schema)
        reserved, used = estimate_messages(messages), 0
        self.budget.reserve(call.session, reserved)
        try:
            parameters = written(call, self.endpoint, dialect, messages) | dialect.response_format(schema)
            raw = await self._client.chat.completions.with_raw_response.create(**parameters)
            answer = read_answer(raw.text, call.where)
            used = answer.usage.total if answer.usage else reserved + estimate(raw.text)
            return strike_said(text_of(answer, call.where))
        except (OpenAIError, ValueError) as error:
            raise fault(error, call.where) from error
        finally:
            self.budget.settle(call.session, reserved, used)

    async def _open(self, call: Call, dialect: Dialect) -> tuple[AsyncStream[Any], StreamReader, str | None]:
        """Make one attempt at a stream; return it once its first piece has come."""
        parameters = written(call, self.endpoint, dialect, call.messages) | {"stream": True}
        if dialect.usage:
            parameters["stream_options"] = {"include_usage": True}
        return await self._within(call, self.endpoint.first_token_deadline, self._first(call, parameters))

    async def _first(self, call: Call, parameters: dict[str, Any]) -> tuple[AsyncStream[Any], StreamReader, str | None]:
        try:
            source: AsyncStream[Any] = await self._client.chat.completions.create(**parameters)
        except (OpenAIError, ValueError) as error:
            raise fault(error, call.where) from error
        pieces = StreamReader(source, call.where)
        try:
            return source, pieces, await pieces.next()
        except BaseException:  # a deadline cancels here; the connection must not be left open
            await source.close()
            raise

    async def _within(self, call: Call, seconds: float, wanted: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(min(seconds, call.left)):
                return await wanted
        except TimeoutError:
            if call.left <= 0:
                raise self._late(call) from None
            raise TransientError(f"{call.where}: no words within {seconds:g} s") from None

    def _late(self, call: Call) -> EndpointDown:
        return EndpointDown(f"{call.where}: no whole answer within {self.endpoint.total_deadline:g} s")
