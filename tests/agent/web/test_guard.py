"""The guard before the app: closed doors, headers, names, and the brake on failed logins."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from agent.web.guard import FAILURES, LARGEST, WINDOW, Guard, Throttle, checker


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
