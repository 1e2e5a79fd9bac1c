"""A local OpenAI-compatible endpoint that counts what it is asked and behaves as it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LINE = "I doubt it, and I have heard it before."


@dataclass
class Manner:
    """How the endpoint behaves.

    Attributes:
        status: of every answer to a chat; above 399 it is an error with the words `complaint`.
        tokens: told as the usage of each call, prompt and answer together; None tells no usage.
        refuses: parameters that a call is refused for, with their name; `system` refuses the role.
        reads: tokens of the prompt it reads at most. cached: of a prompt that was sent before, told as cached.
        thinks: what it thinks before each answer. models: what GET /models tells of its one model.
        load: seconds before the first answer of all.
    """

    status: int = 200
    complaint: str = "no"
    tokens: int | None = 500
    refuses: frozenset[str] = frozenset()
    reads: int = 10**9
    cached: bool = False
    thinks: str = ""
    models: Mapping[str, Any] = field(default_factory=dict)
    load: float = 0.0


class ModelEndpoint:
    """The endpoint while it stands. `asked`: the body of every chat request, in order."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.asked: list[dict[str, Any]] = []
        self.port = 0
        self._seen: set[str] = set()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def settings(self) -> dict[str, str]:
        """The variables that lead a room to it."""
        return {"ROLLWITH_BASE_URL": self.url, "ROLLWITH_MODEL": "m", "ROLLWITH_MAX_ATTEMPTS": "1"}

    def refusal(self, asked: Mapping[str, Any]) -> str | None:
        """Return what is wrong with a request, or None."""
        for name in sorted(self.manner.refuses):
            if name == "system" and any(message["role"] == "system" for message in asked["messages"]):
                return "System role not supported"
            if name in asked:
                return f"Unsupported parameter: '{name}'"
        return None

    def usage(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the usage of an answer to a request."""
        if self.manner.tokens is None:
            return None
        prompt = "".join(message["content"] for message in asked["messages"])
        read = min(len(prompt) // 4, self.manner.reads) if self.manner.reads < 10**9 else self.manner.tokens - 10
        told: dict[str, Any] = {"prompt_tokens": read, "completion_tokens": self.manner.tokens - read}
        if self.manner.cached and prompt in self._seen:
            told["prompt_tokens_details"] = {"cached_tokens": read - 1}
        self._seen.add(prompt)
        return told


@contextmanager
def model_endpoint(**manner: Any) -> Iterator[ModelEndpoint]:
    """Serve on a port of this machine while the block runs."""
    endpoint = ModelEndpoint(Manner(**manner))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, "application/json", json.dumps({"data": [{"id": "m", **endpoint.manner.models}]}))

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            time.sleep(endpoint.manner.load if not endpoint.asked else 0)
            endpoint.asked.append(asked)
            refusal = endpoint.refusal(asked)
            if endpoint.manner.status >= 400 or refusal:
                told = {"error": {"message": refusal or endpoint.manner.complaint}}
                self._send(400 if refusal else endpoint.manner.status, "application/json", json.dumps(told))
            elif asked.get("stream"):
                self._send(200, "text/event-stream", _stream(endpoint, asked))
            else:
                self._send(200, "application/json", json.dumps(_whole(endpoint, asked)))

        def _send(self, status: int, kind: str, body: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _whole(endpoint: ModelEndpoint, asked: Mapping[str, Any]) -> dict[str, Any]:
    form = asked.get("response_format", {})
    schema = form.get("json_schema", {}).get("schema")
    told_in_words = '"properties"' in asked["messages"][-1]["content"]
    plain = '{"reason": "hm", "answer": "yes"}' if form or told_in_words else LINE
    text = json.dumps(_instance(schema, schema)) if schema else plain
    message = {"content": text} | ({"reasoning_content": endpoint.manner.thinks} if endpoint.manner.thinks else {})
    return {"choices": [{"message": message, "finish_reason": "stop"}], "usage": endpoint.usage(asked)}


def _stream(endpoint: ModelEndpoint, asked: Mapping[str, Any]) -> str:
    deltas = [{"reasoning_content": endpoint.manner.thinks}] if endpoint.manner.thinks else []
    deltas += [{"content": word + " "} for word in LINE.split()]
    steps: list[dict[str, Any]] = [{"choices": [{"delta": delta}]} for delta in deltas]
    steps.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    if usage := endpoint.usage(asked):
        steps.append({"choices": [], "usage": usage})
    return "".join(f"data: {json.dumps(step)}\n\n" for step in steps) + "data: [DONE]\n\n"


def _instance(node: Mapping[str, Any], whole: Mapping[str, Any]) -> Any:
    """Return the smallest object that fits a schema."""
    if "$ref" in node:
        return _instance(whole["$defs"][node["$ref"].rpartition("/")[2]], whole)
    if "enum" in node or "const" in node:
        return node.get("const", node.get("enum", [None])[0])
    if "anyOf" in node:
        return _instance(node["anyOf"][0], whole)
    match node.get("type"):
        case "object":
            return {name: _instance(inner, whole) for name, inner in node.get("properties", {}).items()}
        case "array":
            return [_instance(node["items"], whole)]
        case "string":
            return "hm"
        case "boolean":
            return False
        case _:
            return 0
