"""Events: the body of a streamed answer, line by line, whatever a server makes of the form."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx2
import openai

MOST_BODY = 1_000_000
"""Bytes of a body that is no event stream, and of one line; an answer has some thousand."""

_FIELDS = (b":", b"event:", b"id:", b"retry:", b"event", b"id", b"retry")
_DRAIN = 0.2
"""Seconds given to a body to end behind `[DONE]`, so that its connection can be used again."""

DONE = object()
"""What `events` yields for `[DONE]`, and for a whole answer that came in place of a stream."""


async def events(response: httpx2.Response, alive: Callable[[], None] | None = None) -> AsyncIterator[object]:
    """Yield the JSON values of a body's events, and `DONE` where the server says that it is over.

    A body of plain JSON, over one line or several, counts as one event and is over.

    Args:
        response: not read yet; it is closed in the end.
        alive: called whenever bytes come, be they comments or thoughts.

    Raises:
        openai.APIConnectionError: the connection broke. ValueError: something else came than JSON.
    """
    body, lines = _Body(), _lines(response, alive)
    try:
        async for line in lines:
            if line.startswith(b"data:") and line[5:].strip().startswith(b"[DONE]"):
                yield DONE
                await _drain(lines)
                return
            if (value := body.take(line)) is not None:
                yield value
        if (value := body.rest()) is not None:
            yield value
            yield DONE
    finally:
        await response.aclose()


class _Body:
    """Gathers lines into events; lines that are of no event are a plain body."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._plain = bytearray()

    def take(self, line: bytes) -> object | None:
        """Return the value that this line completes.

        Raises:
            ValueError: an event is not JSON, or something has no end.
        """
        if line.startswith(b"data:"):
            self._data += b"\n" + line[5:].strip()
            if (value := _json(self._data)) is not None:
                self._data.clear()
            return value
        if self._data and not line.strip():
            raise ValueError("an event is not JSON")
        if line.strip() and (self._plain or not line.startswith(_FIELDS)):
            self._plain += line + b"\n"
        if len(self._plain) + len(self._data) > MOST_BODY:
            raise ValueError("a body without an end")
        return None

    def rest(self) -> object | None:
        """Return the value of a plain body, or None; raises as `take`."""
        if self._data:
            raise ValueError("an event is not JSON")
        found: object = json.loads(self._plain) if self._plain else None
        return found


def _json(data: bytearray) -> object | None:
    """Return the value of an event's data, or None where more lines may belong to it."""
    if len(data) > MOST_BODY:
        raise ValueError("an event without an end")
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found


async def _lines(response: httpx2.Response, alive: Callable[[], None] | None) -> AsyncIterator[bytes]:
    """Yield the lines of a body; they end with CR, LF or both, and nothing else ends them."""
    held: list[bytes] = []
    size = 0
    async for piece in _pieces(response):
        if alive and piece:
            alive()
        for part in piece.splitlines(keepends=True):
            held.append(part)
            size += len(part)
            if size > MOST_BODY:
                raise ValueError("a line without an end")
            if part.endswith((b"\r", b"\n")):
                yield b"".join(held).rstrip(b"\r\n")
                held, size = [], 0
    if held:
        yield b"".join(held)


async def _pieces(response: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_bytes():
            yield piece
    except httpx2.TimeoutException as error:
        raise openai.APITimeoutError(request=response.request) from error
    except (httpx2.TransportError, httpx2.StreamError, httpx2.DecodingError) as error:
        raise openai.APIConnectionError(request=response.request) from error


async def _drain(lines: AsyncIterator[bytes]) -> None:
    try:
        async with asyncio.timeout(_DRAIN):
            async for _ in lines:
                pass
    except (TimeoutError, openai.APIConnectionError, ValueError):
        return
