"""Exchange: one attempt at an answer, whole or streamed, paid from the budget and bounded in time and length."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from openai import AsyncOpenAI, AsyncStream, OpenAIError
from pydantic import BaseModel

from agent.errors import EndpointDown, EndpointError, EndpointGarbled
from agent.llm.budget import Budget, estimate, estimate_messages
from agent.llm.endpoint import Endpoint
from agent.llm.reading.odds import Odds
from agent.llm.reading.response import StreamReader, Usage, odds_of, read_answer, text_of
from agent.llm.wire.dialect import Dialect, Mode
from agent.llm.wire.failures import CutShort, Overlong, TransientError, Unwritten, fault, named
from agent.llm.wire.request import Call, with_schema, written
from agent.llm.wire.transport import Life

T = TypeVar("T")


TRUNCATES = 0.5
"""Part of a prompt's estimated tokens below which the endpoint has cut it; estimates are off by a quarter at most."""

LONG_PROMPT = 1_000
"""Tokens from which on that is looked at: below them estimates are rough and no endpoint cuts."""


@dataclass(frozen=True)
class Asked:
    """A whole answer: its text, how likely its tokens were, and what the endpoint counted."""

    text: str
    odds: Odds | None
    usage: Usage | None


@dataclass(frozen=True)
class Opened:
    """A stream whose first piece has come. `call`: as it was sent. `piece`: None where it ended without words."""

    call: Call
    source: AsyncStream[Any]
    pieces: StreamReader
    life: Life | None
    piece: str | None


class Exchange:
    """Makes single attempts at one endpoint."""

    def __init__(self, endpoint: Endpoint, client: AsyncOpenAI, budget: Budget) -> None:
        self._endpoint, self._client, self._budget = endpoint, client, budget

    async def ask(self, call: Call, schema: type[BaseModel], dialect: Dialect) -> Asked:
        """Make one attempt at a whole answer that holds an object of the schema."""
        messages = call.messages if dialect.mode is Mode.SCHEMA else with_schema(call.messages, schema)
        parameters = written(call, self._endpoint, dialect, messages) | dialect.response_format(schema)
        if call.odds and dialect.logprobs:
            parameters["logprobs"] = True
        reserved, call.tries.used = estimate_messages(messages), 0
        self._budget.reserve(call.session, reserved)
        try:
            if not dialect.whole:
                return await self._gathered(call, parameters, reserved)
            return await self._unstreamed(call, parameters, reserved)
        finally:
            self._budget.settle(call.session, reserved, call.tries.used)

    async def open(self, call: Call, dialect: Dialect, aloud: bool = False) -> Opened:
        """Make one attempt at a stream; return it once its first piece has come. `aloud`: see `StreamReader`."""
        parameters = written(call, self._endpoint, dialect, call.messages)
        if not dialect.streams:
            parameters["extra_body"] = {"stream": False}  # a whole answer is read as a stream of one piece
        elif dialect.usage:
            parameters["stream_options"] = {"include_usage": True}
        return await self._open_stream(call, parameters, aloud=aloud)

    async def next(self, call: Call, opened: Opened) -> str | None:
        """Return the next piece of a stream, or None at its end."""
        seconds = min(self._endpoint.request_timeout, call.left)
        piece = await self._within(call, seconds, "REQUEST_TIMEOUT", self._piece(call, opened), opened.life)
        if len(opened.pieces.text) > call.most_characters:
            raise Overlong(f"{call.where}: the answer went on beyond {call.most_characters:,} characters")
        return piece

    async def _unstreamed(self, call: Call, parameters: dict[str, Any], sent: int) -> Asked:
        timeout = max(0.1, call.patience(self._endpoint.request_timeout))
        sending = self._client.chat.completions.with_raw_response.create(**parameters, timeout=timeout)
        body = (await self._sent(call, sending)).text
        try:
            answer = read_answer(body, call.where)
            call.tries.used = answer.usage.total if answer.usage else sent + estimate(body)
            text = text_of(answer, call.where)
            return self._bounded(call, Asked(text, odds_of(answer) if call.odds else None, answer.usage))
        except EndpointGarbled as error:
            raise _sorted(error, call) from error
        except ValueError as error:
            raise fault(error, call.where) from error

    async def _gathered(self, call: Call, parameters: dict[str, Any], sent: int) -> Asked:
        """Make one attempt at an endpoint that only streams."""
        opened = await self._open_stream(call, parameters, aloud=True, arguments=True)
        try:
            piece = opened.piece
            while piece is not None:
                piece = await self.next(call, opened)
        finally:
            usage = opened.pieces.usage
            call.tries.used = usage.total if usage else sent + estimate(opened.pieces.text)
            await opened.source.close()
        return self._bounded(call, Asked(opened.pieces.text, None, opened.pieces.usage))

    def _bounded(self, call: Call, asked: Asked) -> Asked:
        if not asked.text.strip():
            raise Unwritten(f"{call.where}: the answer is empty")
        if len(asked.text) > call.most_characters:
            raise Overlong(f"{call.where}: the answer has more than {call.most_characters:,} characters")
        return asked

    async def _open_stream(
        self, call: Call, parameters: dict[str, Any], aloud: bool, arguments: bool = False
    ) -> Opened:
        seconds = call.patience(self._endpoint.first_token_deadline)
        timeout = call.left + 1.0  # the waiting is done below, where any byte counts
        sending = self._client.chat.completions.create(**parameters, stream=True, timeout=timeout)
        name = "TOTAL_DEADLINE" if call.cold else "FIRST_TOKEN_DEADLINE"
        source = await self._within(call, seconds, name, self._sent(call, sending), None)
        life = source.response.extensions.get("life")
        try:
            opened = Opened(
                call, source, StreamReader(source, call.where, aloud=aloud, arguments=arguments), life, None
            )
            piece = await self._within(call, seconds, name, self._piece(call, opened), life)
            return replace(opened, piece=piece)
        except BaseException:  # a deadline cancels here; the connection must not be left open
            await source.close()
            raise

    async def _piece(self, call: Call, opened: Opened) -> str | None:
        try:
            return await opened.pieces.next()
        except Overlong as error:  # of the transport, which knows no call
            raise named(error, call.where) from error
        except EndpointGarbled as error:
            raise _sorted(error, call) from error

    async def _sent(self, call: Call, sending: Awaitable[T]) -> T:
        call.tries.sent += 1
        self._budget.called(call.session)
        try:
            return await sending
        except EndpointError as error:  # of the transport, which knows no call
            raise named(error, call.where) from error
        except (OpenAIError, ValueError) as error:
            raise fault(error, call.where) from error

    async def _within(self, call: Call, seconds: float, setting: str, wanted: Awaitable[T], life: Life | None) -> T:
        """Wait as long as there are signs of life, at most until the call's deadline."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(min(seconds, call.left)) as limit:
                if life is not None:
                    life.heard = lambda: (
                        None if limit.expired() else limit.reschedule(loop.time() + min(seconds, call.left))
                    )
                return await wanted
        except TimeoutError:
            if call.left <= 0:
                raise self.late(call) from None
            told = f"{call.where}: no words within {seconds:g} s, nor any other sign of life"
            raise TransientError(f"{told}. Mend: raise ROLLWITH_{setting}", silent=True) from None
        finally:
            if life is not None:
                life.heard = None

    def late(self, call: Call) -> EndpointDown:
        """Return what a call is that had no whole answer by its deadline."""
        told = f"{call.where}: no whole answer within {call.deadline - call.tries.begun:.3g} s"
        return EndpointDown(f"{told}. Mend: raise ROLLWITH_TOTAL_DEADLINE if the model needs longer")


def truncated(call: Call, usage: Usage | None) -> str | None:
    """Return what to tell where an endpoint counted so few tokens that it must have cut the prompt, or None."""
    sent, counted = estimate_messages(call.messages), usage.prompt_tokens if usage else 0
    if sent < LONG_PROMPT or not 0 < counted < TRUNCATES * sent:
        return None
    return (
        f"{call.where}: the endpoint counted {counted} tokens of a prompt of about {sent}: it seems to cut prompts. "
        "Mend: give the model a longer context (in Ollama: num_ctx)"
    )


def _sorted(error: EndpointGarbled, call: Call) -> EndpointGarbled:
    """Return the error with the limit and its setting named, where the answer was cut at it."""
    if not isinstance(error, CutShort):
        return error
    told = f"{call.where}: the answer was cut at its token limit ({call.tokens})"
    return CutShort(f"{told}. Mend: raise ROLLWITH_{call.purpose.upper()}_TOKENS")
