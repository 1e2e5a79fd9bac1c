"""Responses: the text of an answer, whole or streamed, and why there is none."""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator, Callable
from typing import Any

from openai import OpenAIError
from pydantic import BaseModel

from agent.errors import EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.reading.complaints import complaint_in
from agent.llm.reading.events import DONE, events
from agent.llm.reading.odds import Odds
from agent.llm.reading.shapes import Answer, Usage
from agent.llm.reading.thoughts import Spoken, ThoughtsAloud, without_thoughts
from agent.llm.wire.failures import CutShort, TransientError, Unwritten, fault
from agent.redaction import strike

_CUT = frozenset({"length", "max_tokens", "max_output_tokens", "max_length", "model_length", "token_limit"})
_FILTERED = frozenset(
    {"content_filter", "safety", "refusal", "prohibited_content", "blocklist", "spii", "recitation", "content_filtered"}
)
_BROKEN = frozenset({"error", "abort", "aborted", "cancelled", "insufficient_system_resource"})
"""Finish reasons of OpenAI, Anthropic, Gemini, Mistral, DeepSeek, OpenRouter and vLLM, in small letters."""


def read_answer(body: str, where: str) -> Answer:
    """Return a whole answer.

    Raises:
        EndpointGarbled: it is something else; an HTML page of a proxy, say.
        EndpointError: it is an error in the shape of an answer; its code or its words say which kind.
    """
    try:
        value = json.loads(body)
        if told := complaint_in(value, where):
            raise told
        if "choices" not in value:
            raise ValueError("no choices")
        return Answer.model_validate(value)
    except (ValueError, TypeError, RecursionError):
        seen = strike(" ".join(body[:400].split()))[:40]
        raise EndpointGarbled(f"{where}: this is no chat completion: {seen!r}. Mend: check ROLLWITH_BASE_URL") from None


def text_of(answer: Answer, where: str) -> str:
    """Return the text of a whole answer, thoughts in it included; the arguments of a function where that is all.

    Raises:
        Unwritten: nothing is in it, or thoughts only. EndpointGarbled: it was cut at the token limit.
        EndpointRefused: the model or a content filter declined.
    """
    choice = answer.choice
    words = choice.message or choice.delta
    check_finish(choice.finish_reason, words.refusal if words else None, where)
    said = words.content if words else choice.text
    if without_thoughts(said).strip():
        return said
    if words and words.arguments.strip():
        return words.arguments
    raise Unwritten(f"{where}: the answer is empty")


def check_finish(reason: str | None, refusal: str | None, where: str) -> None:
    """Raise what a finish reason or a refusal means, if it is not a plain end.

    Raises:
        EndpointRefused: the model declined, or a filter did. EndpointGarbled: the answer was cut at its token limit.
        TransientError: the endpoint gave up.
    """
    if refusal and refusal.strip():
        raise EndpointRefused(f"{where}: the model declined: {strike(' '.join(refusal.split()))[:160]}")
    known = (reason or "").rpartition(".")[2].strip().lower()
    if known in _FILTERED:
        raise EndpointRefused(f"{where}: the endpoint's content filter stopped the answer")
    if known in _CUT:
        raise CutShort(f"{where}: the answer was cut at its token limit")
    if known in _BROKEN:
        raise TransientError(f"{where}: the endpoint broke off")


def odds_of(answer: Answer) -> Odds | None:
    """Return the tokens of a whole answer with their probabilities, or None where the endpoint tells none."""
    tokens: list[tuple[str, float]] = []
    split, share = b"", 1.0
    for told in answer.choice.logprobs.content:
        if told.logprob is None:
            return None
        split, share = split + (_bytes(told.bytes) or told.token.encode()), share * math.exp(min(0.0, told.logprob))
        try:
            tokens.append((split.decode(), share))
        except UnicodeDecodeError:  # a letter may be spread over tokens
            continue
        split, share = b"", 1.0
    return Odds("".join(token for token, _ in tokens), tuple(tokens)) if tokens and not split else None


def _bytes(told: list[int]) -> bytes:
    known = all(isinstance(one, int) and 0 <= one < 256 for one in told)
    return bytes(told) if known else b""


class StreamReader:
    """The text pieces of one streamed answer, without thoughts and control marks.

    Args:
        chunks: an SDK's stream, whose body is read here line by line, or chunks of any other source.
        where: names the call in errors.
        aloud: hold everything back until thoughts end, or the answer does: for endpoints known to think aloud.
        arguments: give the arguments of a function call as the text where there is no other; for objects.
        alive: called whenever bytes come, be they comments or thoughts.

    Attributes:
        text: what came so far. usage: its tokens, where told.
        aloud: whether thoughts came that were not marked as such at their beginning. Remember it for the endpoint.
    """

    def __init__(
        self,
        chunks: AsyncIterator[Any],
        where: str,
        *,
        aloud: bool = False,
        arguments: bool = False,
        alive: Callable[[], None] | None = None,
    ) -> None:
        self.usage: Usage | None = None
        self.text = ""
        response = getattr(chunks, "response", None)
        self._chunks = events(response, alive) if response is not None else chunks
        self._where, self._spoken = where, Spoken(aloud)
        self._wants_arguments, self._over, self._done = arguments, False, False
        self._finish: str | None = None
        self._refusal = self._raw = self._arguments = ""

    @property
    def aloud(self) -> bool:
        """Whether thoughts came without a mark at their beginning."""
        return self._spoken.aloud

    async def next(self) -> str | None:
        """Return the next piece, or None at a plain end.

        Raises:
            TransientError: the stream was cut, or broke off. Unwritten, EndpointRefused, EndpointGarbled: as of
                `text_of`. ThoughtsAloud: what was given so far were thoughts; ask again with `aloud`.
        """
        while not self._over:
            chunk = await self._chunk()
            try:
                piece = self._spoken.rest() if chunk is None else self._spoken.feed(self._content(chunk))
            except ThoughtsAloud as error:
                raise ThoughtsAloud(f"{self._where}: {error}") from None
            self._over = chunk is None
            if self._over and not (self.text + piece).strip() and self._wants_arguments:
                piece = self._arguments
            self.text += piece
            if self._over:
                self._end()
            if piece:
                return piece
        return None

    async def _chunk(self) -> Answer | None:
        try:
            value = await anext(self._chunks)
            if value is DONE:
                self._done = True
                return None
            value = value.model_dump() if isinstance(value, BaseModel) else value
            if told := complaint_in(value, self._where):
                raise told
            return Answer.model_validate(value)
        except StopAsyncIteration:
            return None
        except (OpenAIError, ValueError, RecursionError) as error:
            raise fault(error, self._where) from error

    def _content(self, chunk: Answer) -> str:
        """Return the new text of a chunk, and keep what else it tells."""
        self.usage = chunk.usage or self.usage
        choice = chunk.choice
        self._finish = choice.finish_reason or self._finish
        words = choice.delta or choice.message
        if words:
            self._refusal += words.refusal or ""
            self._arguments += words.arguments
        if choice.message:
            self._done = True
        return self._new(words.content if words and words.content else choice.text, choice.finish_reason is not None)

    def _new(self, piece: str, last: bool) -> str:
        """Return a piece without what it repeats: some servers send the whole text once more."""
        so_far = self._raw
        if so_far and piece and piece.startswith(so_far) and (" " in so_far.strip() or (last and piece == so_far)):
            piece = piece[len(so_far) :]
        elif so_far.strip() and piece.strip() == self.text.strip() and (last or " " in piece.strip()):
            piece = ""
        self._raw += piece
        return piece

    def _end(self) -> None:
        check_finish(self._finish, self._refusal, self._where)
        if self._finish is None and not self._done:
            raise TransientError(f"{self._where}: the stream was cut before its end")
        if not self.text.strip():
            raise Unwritten(f"{self._where}: the answer is empty")


__all__ = [
    "Answer", "EndpointError", "StreamReader", "ThoughtsAloud", "Usage", "check_finish", "odds_of", "read_answer",
    "text_of",
]  # fmt: skip
