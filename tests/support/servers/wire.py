"""An OpenAI-compatible endpoint without a network: a handler behind httpx2's mock transport."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import httpx2

from agent.llm.client import Budget, Endpoint, Llm
from agent.llm.wire.transport import open_client

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], Awaitable[httpx2.Response]]


def completion(text: str | None, finish: str = "stop", refusal: str | None = None, usage: int | None = 30) -> Any:
    """Return a whole answer as the wire has it; `usage` tokens in all, or none told."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    told = {"prompt_tokens": usage - 10, "completion_tokens": 10, "total_tokens": usage} if usage else None
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}], "usage": told}  # fmt: skip


def whole(text: str | None, **fields: Any) -> httpx2.Response:
    """Return the response of a whole answer."""
    return httpx2.Response(200, json=completion(text, **fields))


def fail(status: int, message: str = "no", headers: dict[str, str] | None = None, **fields: Any) -> httpx2.Response:
    """Return an error response."""
    return httpx2.Response(status, json={"error": {"message": message, **fields}}, headers=headers)


def events(pieces: Sequence[str], finish: str | None = "stop", usage: int | None = None) -> list[bytes]:
    """Return the events of a stream."""
    steps: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces
    ]
    if finish:
        steps.append({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    if usage:
        steps.append({"choices": [], "usage": {"prompt_tokens": usage - 5, "completion_tokens": 5}})
    frame = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    lines = [b"data: " + json.dumps(frame | step).encode() + b"\n\n" for step in steps]
    return [*lines, b"data: [DONE]\n\n"] if finish else lines


class Stream(httpx2.AsyncByteStream):
    """A body that comes in pieces; an exception among them breaks it off, a coroutine function is awaited."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            if callable(part):
                await part()
            else:
                yield part


def streamed(*parts: Any) -> httpx2.Response:
    """Return a response that streams its parts."""
    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Stream(parts))


class Wire:
    """Answers requests from a list, in order, and keeps what was asked. An exception is raised instead."""

    def __init__(self, *answers: Answer, **endpoint: Any) -> None:
        self._answers = list(answers)
        self.requests: list[httpx2.Request] = []
        self.waits: list[float] = []
        given = {"base_url": "http://model.test/v1", "model": "m", **endpoint}
        self.llm = Llm(Endpoint(**given), http_client=self._client(), sleep=self._sleep)

    def sharing(self, budget: Budget) -> Llm:
        """Return another model on the same wire that pays from this budget."""
        return Llm(self.llm.endpoint, budget, http_client=self._client(), sleep=self._sleep)

    def expect(self, *answers: Answer) -> None:
        """Add answers to the list."""
        self._answers += answers

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was asked."""
        return [json.loads(request.content) for request in self.requests]

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self.llm.aclose()
        assert kind is not None or not self._answers, f"{len(self._answers)} answers were not asked for"

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def _client(self) -> httpx2.AsyncClient:
        return open_client("http://model.test/v1", httpx2.MockTransport(self._answer))

    async def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        assert self._answers, f"a request that no answer is there for: {request.content[:200]!r}"
        answer = self._answers.pop(0)
        if callable(answer):
            answer = await answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer
