"""The guard before the app: closed doors, headers and names."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import cast

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from agent.model.practice.person import LOCAL, Person
from agent.web.doors.entrance import Entrance
from agent.web.doors.guard import LARGEST, Guard


class Anybody:
    """An entrance that lets everybody in."""

    def serves(self, path: str) -> bool:
        return False

    async def who(self, scope: Scope) -> Person | None:
        return LOCAL

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve nothing."""


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inner")(scope, receive, send)


def client(hosts: tuple[str, ...] | None = None) -> TestClient:
    return TestClient(Guard(_inner, hosts, cast(Entrance, Anybody())), base_url="http://localhost:7860")


@pytest.mark.parametrize("path", ["upload", "file=/etc/passwd", "call/say", "run/say", "proxy=http://a.b", "info"])
def test_doors_that_no_screen_uses_are_shut(path: str) -> None:
    assert client().get(f"/gradio_api/{path}").status_code == 404
    assert client().get("/gradio_api/queue/data").status_code == 200


def test_every_answer_forbids_foreign_content() -> None:
    for answer in (client().get("/"), client().get("/gradio_api/upload")):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_large_request_is_refused() -> None:
    assert client().post("/gradio_api/queue/join", content=b"a" * (LARGEST + 1)).status_code == 413


def test_another_name_for_this_machine_is_refused() -> None:
    local = client(hosts=("localhost", "127.0.0.1", "::1"))
    assert local.get("/").status_code == 200
    assert local.get("/", headers={"host": "[::1]:7860"}).status_code == 200
    assert local.get("/", headers={"host": "rebound.example:7860"}).status_code == 421


async def _answer_to(messages: list[Message], headers: list[tuple[bytes, bytes]], reached: list[bytes]) -> int:
    """Send a request in these pieces, whatever its head says; return the status of the answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(await Request(scope, receive).body())
        await PlainTextResponse("inner")(scope, receive, send)

    waiting = list(messages)
    statuses: list[int] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": "/x", "headers": headers, "query_string": b"", "client": None}
    await Guard(app, None, cast(Entrance, Anybody()))(scope, receive, send)
    return statuses[0]


def _pieces(size: int, count: int) -> list[Message]:
    piece = {"type": "http.request", "body": b"a" * size, "more_body": True}
    return [dict(piece, more_body=at < count - 1) for at in range(count)]


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"3")], [(b"transfer-encoding", b"chunked")]])
async def test_the_bytes_that_come_are_counted_whatever_the_head_claims(headers: list[tuple[bytes, bytes]]) -> None:
    reached: list[bytes] = []
    assert await _answer_to(_pieces(64 * 1024, 5), headers, reached) == 413
    assert reached == [], "the app never sees it"
    assert await _answer_to(_pieces(64 * 1024, 4), headers, reached) == 200
    assert reached == [b"a" * LARGEST]


@pytest.mark.parametrize("claimed", [b"9" * 5000, b"-1", b"1e3", b"", str(LARGEST + 1).encode()])
async def test_a_head_that_claims_nonsense_is_refused(claimed: bytes) -> None:
    assert await _answer_to(_pieces(1, 1), [(b"content-length", claimed)], []) == 413


def test_a_real_server_refuses_a_chunked_body_that_is_too_large() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(Guard(_inner, None, cast(Entrance, Anybody())), log_config=None, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        with socket.create_connection(listening.getsockname(), timeout=30) as connection:
            connection.sendall(b"POST /x HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
            with contextlib.suppress(OSError):  # the server may hang up before all of it is sent
                for _ in range(6):
                    connection.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
            assert connection.recv(64).startswith(b"HTTP/1.1 413")
        server.should_exit = True
        thread.join(10)
