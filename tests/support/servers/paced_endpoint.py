"""A paced endpoint: an OpenAI-compatible server on loopback whose model is a script that takes its time.

It answers whoever asks for an object with one that fits the schema it was sent, quoting the line it was told of, and
whoever asks for a stream with a plain sentence, a token at a time. It keeps when each call began and ended, so that a
test or a measurement can tell which of them waited for which.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["grade", "reply"]

CHARACTERS_OF_A_TOKEN = 4
"""A rule of thumb for English; the text is sent in pieces of this length."""

_SENTENCES = re.compile(r"[^.!?]+[.!?]*\s*")
_WHO = ("My sister", "The night shift", "Our driver", "The bookkeeper", "Old Martin", "The new boy", "The agency")
_DOES = ("never liked", "gave up on", "laughed at", "fell asleep over", "walked away from", "forgot", "wrote about",
         "still keeps")  # fmt: skip
_WHAT = ("the green folder", "that meeting", "his back office", "a long form", "those screens", "every Friday list",
         "her old ledger", "some forklift", "two doors")  # fmt: skip
PLAIN = tuple(
    f"{_WHO[at % len(_WHO)]} {_DOES[at % len(_DOES)]} {_WHAT[at % len(_WHAT)]}."
    for at in range(len(_WHO) * len(_DOES) * len(_WHAT))
)
"""What the customer says, one sentence a call: nothing that a persona keeps back, no figure, none like another."""


@dataclass(frozen=True)
class Pace:
    """How quick the model is, in seconds: until its first token, and for each token."""

    first: float = 0.0
    token: float = 0.0

    def of(self, text: str) -> float:
        """Return how long a whole answer takes."""
        return self.first + self.token * len(pieces_of(text))


@dataclass
class Served:
    """One call as the server saw it. Times by `time.perf_counter`; `cut`: the client went away before its end."""

    kind: Kind
    prompt: str
    began: float
    ended: float | None = None
    text: str = ""
    cut: bool = False


def one_code(sentence: str) -> str:
    """Return a code for a sentence: a crude grader's view, which is the embedded coder's often and not always."""
    if re.search(r"\b(?:your (?:call|choice|decision)|up to you|you decide)\b", sentence, re.IGNORECASE):
        return "emphasize_autonomy"
    if sentence.rstrip().endswith("?"):
        return (
            "open_question"
            if re.match(r"\s*(?:what|how|where|why|tell)\b", sentence, re.IGNORECASE)
            else "closed_question"
        )
    return "complex_reflection"


@dataclass
class PacedEndpoint:
    """The server. `line`: what the rep says now. `hanging`: kinds of calls that are taken and never answered."""

    pace: Pace = Pace()
    code_of: Callable[[str], str] = one_code
    line: str = ""
    hanging: set[Kind] = field(default_factory=set)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is cleared, no grade is given; replies come all the same."""
    objects: dict[str, Any] = field(default_factory=dict)
    """Name of a schema -> what is answered to it whatever the line is: an object, or a text as it stands."""
    calls: list[Served] = field(default_factory=list)
    url: str = ""
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def under_way(self) -> list[Kind]:
        """Return the kinds of the calls that are being answered."""
        return [call.kind for call in self.calls if call.ended is None]

    def connections(self) -> int:
        """Return how many clients are connected."""
        return len(self._writers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other, until the client goes away."""
        self._writers.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)[1])  # type: ignore[index]
                await self._answer(json.loads(await reader.readexactly(length)), reader, writer)
        self._writers.discard(writer)
        writer.close()

    async def _answer(self, asked: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        kind: Kind = "grade" if "response_format" in asked else "reply"
        prompt = "\n".join(message["content"] for message in asked["messages"])
        call = Served(kind, prompt, time.perf_counter())
        number = sum(one.kind == kind for one in self.calls)
        self.calls.append(call)
        try:
            if kind in self.hanging:
                await reader.read()
                raise ConnectionResetError
            if kind == "grade":
                form = asked["response_format"].get("json_schema", {})
                found = self.objects.get(form.get("name", ""), self._graded(form.get("schema", {})))
                call.text = found if isinstance(found, str) else json.dumps(found)
                await asyncio.sleep(self.pace.of(call.text))
                await self.held.wait()
                _send(writer, "application/json", _whole(call.text))
            else:
                call.text = PLAIN[number % len(PLAIN)]
                await self._stream(call.text, reader, writer)
            await writer.drain()
        except ConnectionError:
            call.cut = True
            raise
        finally:
            call.ended = time.perf_counter()

    async def _stream(self, text: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.pace.first)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        for piece in pieces_of(text):
            await asyncio.sleep(self.pace.token)
            if reader.at_eof():
                raise ConnectionResetError
            _chunk(writer, _event({"index": 0, "delta": {"content": piece}, "finish_reason": None}))
            await writer.drain()
        _chunk(writer, _event({"index": 0, "delta": {}, "finish_reason": "stop"}) + b"data: [DONE]\n\n")
        _chunk(writer, b"")

    def _graded(self, schema: dict[str, Any]) -> Any:
        """Return an object that fits the schema: a unit for each sentence of the line."""
        units = _SENTENCES.findall(self.line) or [self.line]

        def fill(node: dict[str, Any], name: str, unit: str) -> Any:
            if "$ref" in node:
                return fill(schema["$defs"][node["$ref"].rsplit("/", 1)[1]], name, unit)
            if "enum" in node:
                code = self.code_of(unit)
                return code if code in node["enum"] else "follow" if "follow" in node["enum"] else node["enum"][0]
            if node.get("type") == "object":
                return {key: fill(value, key, unit) for key, value in node["properties"].items()}
            if node.get("type") == "array":
                return [fill(node["items"], name, one.strip()) for one in units] if name == "units" else []
            return unit if name == "quote" else "so it reads"

        return fill(schema, "", self.line)


@asynccontextmanager
async def paced_endpoint(pace: Pace = Pace(), **given: Any) -> AsyncIterator[PacedEndpoint]:
    """Serve on a port of this machine while the block runs; `url` tells where."""
    endpoint = PacedEndpoint(pace, **given)
    endpoint.held.set()
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
    endpoint.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield endpoint
    finally:
        server.close()
        for writer in endpoint._writers:
            writer.close()
        await asyncio.sleep(0)


def pieces_of(text: str) -> list[str]:
    """Return a text in tokens, as far as the pace is concerned."""
    return [text[at : at + CHARACTERS_OF_A_TOKEN] for at in range(0, len(text), CHARACTERS_OF_A_TOKEN)]


def _whole(text: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def _event(choice: dict[str, Any]) -> bytes:
    frame = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(frame).encode() + b"\n\n"


def _send(writer: asyncio.StreamWriter, kind: str, body: bytes) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)


def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
