"""The record store: a real one over HTTP takes the set as xAPI asks, twice the same, and says no in words."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from agent.errors import RecordStoreError
from agent.statements.record_store import send_statements


class Taking(ThreadingHTTPServer):
    """A record store that keeps what it is sent by id, for one login."""

    kept: dict[str, Any]
    answer: int


class _Handler(BaseHTTPRequestHandler):
    server: Taking

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        sent_login = self.headers.get("authorization", "Basic ").partition(" ")[2]
        login = base64.b64decode(sent_login)
        status = self.server.answer
        if self.path != "/xapi/statements" or self.headers["x-experience-api-version"] != "1.0.3":
            status = 400
        elif login != b"lrs:secret word":
            status = 401
        elif status == 200:
            self.server.kept |= {statement["id"]: statement for statement in sent}
        self.send_response(status)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def store() -> Iterator[Taking]:
    server = Taking(("127.0.0.1", 0), _Handler)
    server.kept, server.answer = {}, 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _url(store: Taking) -> str:
    return f"http://127.0.0.1:{store.server_address[1]}/xapi/"


async def test_a_set_sent_twice_is_kept_once(store: Taking) -> None:
    for _ in range(2):
        await send_statements(_url(store), ("lrs", "secret word"), [{"id": "a"}, {"id": "b"}])
    assert set(store.kept) == {"a", "b"}


async def test_what_it_holds_already_is_no_fault(store: Taking) -> None:
    store.answer = 409
    await send_statements(_url(store), ("lrs", "secret word"), [{"id": "a"}])


@pytest.mark.parametrize(
    ("login", "answer", "told"),
    [
        (("lrs", "wrong"), 200, "ROLLWITH_XAPI_LOGIN"),
        (None, 200, "ROLLWITH_XAPI_LOGIN"),
        (("lrs", "secret word"), 500, "HTTP 500"),
        (("lrs", "secret word"), 302, "HTTP 302"),
    ],
)
async def test_a_no_is_told_with_its_mend(store: Taking, login: tuple[str, str] | None, answer: int, told: str) -> None:
    store.answer = answer
    with pytest.raises(RecordStoreError, match=told):
        await send_statements(_url(store), login, [{"id": "a"}])
    assert store.kept == {}
