"""What comes over the wire, and no more of it than is read. Servers add fields and leave others out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from openai import OpenAIError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import EndpointGarbled, EndpointRefused
from agent.llm.wire.failures import TransientError, fault
from agent.redaction import strike


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", from_attributes=True)


class Usage(_Loose):
    """Tokens of one call."""

    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def total(self) -> int:
        """Prompt and answer together."""
        return self.prompt_tokens + self.completion_tokens


class _Words(_Loose):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Loose):
    message: _Words
    finish_reason: str | None = None


class Answer(_Loose):
    """A whole answer."""

    choices: list[_Choice] = Field(min_length=1)
    usage: Usage | None = None


class _Step(_Loose):
    delta: _Words = _Words()
    finish_reason: str | None = None


class _Chunk(_Loose):
    choices: list[_Step] = []
    usage: Usage | None = None


def read_answer(body: str, where: str) -> Answer:
    """Return a whole answer.

    Raises:
        EndpointGarbled: it is something else; an HTML page of a proxy, say.
    """
    try:
        return Answer.model_validate_json(body)
    except ValidationError:
        seen = strike(" ".join(body.split()))[:40]
        raise EndpointGarbled(f"{where}: this is no chat completion: {seen!r}. Mend: check ROLLWITH_BASE_URL") from None


def text_of(answer: Answer, where: str) -> str:
    """Return the text of a whole answer.

    Raises:
        EndpointGarbled: it is empty, or was cut at the token limit.
        EndpointRefused: the model or a content filter declined.
    """
    choice = answer.choices[0]
    check_finish(choice.finish_reason, choice.message.refusal, where)
    if not (choice.message.content or "").strip():
        raise EndpointGarbled(f"{where}: the answer is empty")
    return choice.message.content or ""


def check_finish(reason: str | None, refusal: str | None, where: str) -> None:
    """Raise what a finish reason or a refusal means, if it is not a plain end."""
    if refusal:
        raise EndpointRefused(f"{where}: the model declined: {strike(' '.join(refusal.split()))[:160]}")
    if reason == "content_filter":
        raise EndpointRefused(f"{where}: the endpoint's content filter stopped the answer")
    if reason == "length":
        raise EndpointGarbled(f"{where}: the answer was cut at its token limit")


class StreamReader:
    """The text pieces of one streamed answer, without thoughts. `text` is what came so far, `usage` its tokens."""

    def __init__(self, chunks: AsyncIterator[object], where: str) -> None:
        self.usage: Usage | None = None
        self.text = ""
        self._chunks, self._where = chunks, where
        self._finish: str | None = None
        self._refusal = self._held = ""
        self._thinking: bool | None = None

    async def next(self) -> str | None:
        """Return the next piece, or None at a plain end.

        Raises:
            TransientError: the stream was cut, or broke off. EndpointRefused, EndpointGarbled: as of `read_answer`.
        """
        while (chunk := await self._chunk()) is not None:
            self.usage = chunk.usage or self.usage
            step = chunk.choices[0] if chunk.choices else _Step()
            self._finish = step.finish_reason or self._finish
            self._refusal += step.delta.refusal or ""
            if piece := self._unthought(step.delta.content or ""):
                self.text += piece
                return piece
        self._end()
        return None

    async def _chunk(self) -> _Chunk | None:
        try:
            return _Chunk.model_validate(await anext(self._chunks))
        except StopAsyncIteration:
            return None
        except (OpenAIError, ValueError) as error:
            raise fault(error, self._where) from error

    def _end(self) -> None:
        check_finish(self._finish, self._refusal, self._where)
        if self._finish is None:
            raise TransientError(f"{self._where}: the stream was cut before its end")
        if not self.text.strip():
            raise EndpointGarbled(f"{self._where}: the answer is empty")

    def _unthought(self, piece: str) -> str:
        """Hold back a leading <think> block, which may come in pieces."""
        if self._thinking is False:
            return piece
        self._held += piece
        seen = self._held.lstrip()
        if seen.startswith("<think>"):
            _, closed, rest = seen.partition("</think>")
            self._thinking, self._held = not closed, "" if closed else self._held
            return rest.lstrip() if closed else ""
        if "<think>".startswith(seen):
            return ""
        self._thinking, held, self._held = False, self._held, ""
        return held
