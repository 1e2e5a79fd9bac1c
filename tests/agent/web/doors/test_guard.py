"""The guard before the app: what is shut, what every answer carries, who is asked to sign in, how large it may be."""

from __future__ import annotations

import contextlib
import socket

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from agent.addresses import networks_in
from agent.errors import StoreError
from agent.model.practice.person import LOCAL, Person
from agent.web.doors.checks.forwarded import Forwarded
from agent.web.doors.checks.messages import LARGEST
from agent.web.doors.checks.origins import RoomAddress
from agent.web.doors.guard import Guard
from agent.web.doors.queue.queue_door import QueueDoor
from agent.web.doors.whoever import person_in
from tests.support.servers.served import HeaderEntrance, OpenEntrance, served


async def _inner(scope: Scope, receive: Receive, send: Send) -> None:
    await Request(scope, receive).body()
    person, query = person_in(scope), scope["query_string"].decode()
    shared = {"access-control-allow-origin": "*", "access-control-allow-credentials": "true"}
    await PlainTextResponse(f"inner {person.name} {scope['path']} {query}", headers=shared)(scope, receive, send)


def guard(place: RoomAddress | None = None, entrance: HeaderEntrance | None = None, proxies: str = "") -> Guard:
    door = QueueDoor({}, lambda page: True)
    forwarded = Forwarded(networks_in(proxies))
    return Guard(_inner, entrance or OpenEntrance(), door, place or RoomAddress(None, None), forwarded)


def client(
    place: RoomAddress | None = None, entrance: HeaderEntrance | None = None, url: str = "http://localhost:7860"
) -> TestClient:
    return TestClient(guard(place, entrance), base_url=url, follow_redirects=False)


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/upload", "gradio_api/file=/etc/passwd", "gradio_api/call/say", "gradio_api/run/say", "svelte/x",
        "gradio_api/heartbeat/x", "gradio_api/cancel", "gradio_api/reset", "gradio_api/proxy=http://a.b",
        "gradio_api/openapi.json", "pwa_icon/512", "monitoring", "runs", "manifest.json", "docs", "robots.txt",
        "openapi.json", "gradio_api/info",
        "assets/../x", "assets/a/b", "static/fonts/x", "theme.css/", "nosuch", "gradio_api", "%00",
    ],
)  # fmt: skip
def test_what_the_page_does_not_fetch_is_not_there(path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS", "PROPFIND"):
        assert client().request(method, f"/{path}").status_code == 404
    assert client().get("/theme.css").status_code == 200
    assert client().post("/theme.css").status_code == 404


def test_every_answer_forbids_foreign_content_and_lets_no_other_page_read() -> None:
    for answer in (client().get("/"), client().get("/gradio_api/upload"), client().get("/login")):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "media-src 'self' blob:" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert "microphone=(self)" in answer.headers["permissions-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_portal_that_is_named_may_frame_the_app() -> None:
    answer = client(RoomAddress(None, None, "https://portal.example https://other.example:8443")).get("/")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'self' https://portal.example https://other.example:8443" in policy
    assert "x-frame-options" not in answer.headers


def test_nobody_is_sent_to_sign_in_and_back() -> None:
    asked = client(entrance=HeaderEntrance({"ann": Person(id="1", name="ann", shown="Ann")}))
    page = {"accept": "text/html,*/*"}
    sent = asked.get("/?view=debrief&id=1", headers=page)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/login?next=/%3Fview%3Ddebrief%26id%3D1"
    assert asked.get("/", headers={"accept": "*/*"}).status_code == 401
    for path in ("/config", "/theme.css", "/gradio_api/app_id", "/assets/x.js", "/gradio_api/queue/data"):
        assert asked.get(path, headers=page).status_code == 401, path
    assert asked.post("/gradio_api/queue/join", json={}).status_code == 401
    assert asked.get("/login").status_code == 200
    assert asked.get("/?x=1", headers={"x-test-person": "ann"}).text == "inner ann / ", (
        "gradio takes no query for its own"
    )


def test_a_log_that_cannot_be_read_lets_nobody_in() -> None:
    class Broken(HeaderEntrance):
        async def who(self, scope: Scope) -> Person | None:
            raise StoreError("the file is gone")

    answer = client(entrance=Broken({})).get("/")
    assert (answer.status_code, "gone" in answer.text) == (503, False)


def test_a_websocket_is_refused() -> None:
    with pytest.raises(WebSocketDisconnect) as told, client().websocket_connect("/gradio_api/queue/join"):
        pass
    assert told.value.code == 1008


def test_a_page_below_a_path_sends_on_to_its_slash() -> None:
    below = client(RoomAddress("https://example.com/practice", None), url="http://127.0.0.1:7860")
    assert below.get("/practice").headers["location"] == "/practice/"
    assert below.get("/practice/").text == below.get("/").text == "inner you / "
    asked = client(RoomAddress("https://example.com/practice", None), HeaderEntrance({}))
    assert asked.get("/practice/?a=b", headers={"accept": "text/html"}).headers["location"] == (
        "/practice/login?next=/practice/%3Fa%3Db"
    )


async def _answer_to(messages: list[Message], headers: list[tuple[bytes, bytes]], reached: list[bytes]) -> int:
    """Send a request in these pieces, whatever its head says; return the status of the answer."""

    async def entrance(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(await Request(scope, receive).body())
        await PlainTextResponse("inner")(scope, receive, send)

    waiting = list(messages)
    statuses: list[int] = []

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "query_string": b"", "client": None}
    door = QueueDoor({}, lambda page: True)
    await Guard(entrance, OpenEntrance(), door, RoomAddress(None, None), Forwarded(()))(scope, receive, send)
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


@pytest.mark.parametrize("claimed", [b"9" * 5000, b"-1", b"1e3", b"", "²".encode(), str(LARGEST + 1).encode()])
async def test_a_head_that_claims_nonsense_is_refused(claimed: bytes) -> None:
    assert await _answer_to(_pieces(1, 1), [(b"content-length", claimed)], []) == 413


def test_a_real_server_refuses_a_chunked_body_that_is_too_large() -> None:
    with served(guard(entrance=OpenEntrance())) as url:
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(b"POST /login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n")
            with contextlib.suppress(OSError):  # the server may hang up before all of it is sent
                for _ in range(6):
                    connection.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
            assert connection.recv(64).startswith(b"HTTP/1.1 413")


def test_the_one_person_of_a_room_is_remembered() -> None:
    assert client().get("/").text.startswith(f"inner {LOCAL.name}")
