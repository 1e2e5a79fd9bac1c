"""The guard before the app: closed doors, headers, names, and the brake on failed logins."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from agent.event_log import EventFormatter
from agent.web.doors.guard import FAILURES, LARGEST, WINDOW, Guard, Throttle, checker


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    right = "secret" in (await Request(scope, receive).body()).decode()
    refused = scope["path"] == "/login" and not right
    await PlainTextResponse("inner", 400 if refused else 200)(scope, receive, send)


def client(hosts: tuple[str, ...] | None = None, throttle: Throttle | None = None) -> TestClient:
    return TestClient(Guard(_inner, hosts, throttle or Throttle()), base_url="http://localhost:7860")


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


def test_failed_logins_are_slowed_and_time_heals() -> None:
    clock = Clock()
    guarded = client(throttle=Throttle(clock))
    for _ in range(FAILURES):
        assert guarded.post("/login", content="password=wrong").status_code == 400
    blocked = guarded.post("/login", content="password=secret")
    assert blocked.status_code == 429
    assert 0 < int(blocked.headers["retry-after"]) <= WINDOW + 1
    clock.now += WINDOW
    assert guarded.post("/login", content="password=secret").status_code == 200


def test_the_brake_forgets_the_oldest_addresses() -> None:
    throttle = Throttle(Clock())
    for number in range(3000):
        for _ in range(FAILURES):
            throttle.failed(f"10.0.{number // 256}.{number % 256}")
    assert throttle.wait("10.0.0.0") == 0
    assert throttle.wait(f"10.0.{2999 // 256}.{2999 % 256}") > 0


def test_a_login_needs_both_name_and_password() -> None:
    check = checker("trainer", "pässword")
    assert check("trainer", "pässword")
    assert not check("trainer", "password")
    assert not check("Trainer", "pässword")
    assert not check("", "")


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
    await Guard(app, None, Throttle())(scope, receive, send)
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
        config = uvicorn.Config(Guard(_inner, None, Throttle()), log_config=None, lifespan="off")
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


def test_a_failed_login_is_logged_without_name_and_password(caplog: pytest.LogCaptureFixture) -> None:
    assert client().post("/login", content="username=ann&password=hunter2").status_code == 400
    failed = [record for record in caplog.records if getattr(record, "event", "") == "login_failed"]
    assert [vars(record)["fields"]["address"] for record in failed] == ["testclient"]
    assert "hunter2" not in EventFormatter(as_json=True, words=True).format(failed[0])
