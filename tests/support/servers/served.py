"""The whole app on a real port in this process, and programs that ask it as a page does."""

from __future__ import annotations

import gc
import itertools
import json
import logging
import socket
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import uvicorn
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.model.practice.person import LOCAL, Person
from agent.runtime.room import Room
from agent.settings import Settings
from agent.web.doors.guard import Guard
from agent.web.doors.whoever import remember_login
from agent.web.server import application

NUMBERS = itertools.count(1)


class HeaderEntrance:
    """Knows people by a header, as no real entrance may."""

    def __init__(self, people: Mapping[str, Person]) -> None:
        self.people = people

    def serves(self, path: str) -> bool:
        return path == "/login"

    async def who(self, scope: Scope) -> Person | None:
        headers = Headers(scope=scope)
        remember_login(scope, headers.get("x-test-login", ""))
        return self.people.get(headers.get("x-test-person", ""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(f"Sign in, {scope['client'][0]}, at {scope['scheme']}")(scope, receive, send)


class OpenEntrance(HeaderEntrance):
    """Lets everybody in as the one person of the room."""

    def __init__(self) -> None:
        super().__init__({})

    async def who(self, scope: Scope) -> Person | None:
        return LOCAL


def built(room: Room, settings: Settings, entrance: HeaderEntrance) -> Guard:
    """Build the app, in a thread: gradio opens an event loop where none runs, and the thread's end lets go of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        with ThreadPoolExecutor(1) as apart:
            app = apart.submit(application, room, settings, "127.0.0.1", entrance).result()
        gc.collect()
    return app


@contextmanager
def served(app: ASGIApp, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve an app until the tests are done with it; yields its address."""
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        config = uvicorn.Config(app, log_config=None, proxy_headers=False, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the app did not start"
            time.sleep(0.02)
        yield f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@dataclass
class Visitor:
    """Somebody who asks over HTTP, as gradio's page does."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    page: str = ""

    def __post_init__(self) -> None:
        self.page = self.page or f"page{next(NUMBERS)}"
        self.http = httpx2.Client(base_url=self.url, headers=self.headers, timeout=30, trust_env=False)
        logging.getLogger("httpx2").setLevel(logging.WARNING)

    def join(self, handler: int, data: object = None, detail: object = None, **more: Any) -> httpx2.Response:
        """Ask a handler; what it answers is told by `hear`."""
        asked = {"fn_index": handler, "data": data or [], "event_data": detail, "session_hash": self.page}
        return self.http.post("/gradio_api/queue/join", json=asked | more, params=more.pop("params", None))

    def hear(self, page: str | None = None) -> str:
        """Return all that the stream of a page tells until it ends."""
        return self.http.get("/gradio_api/queue/data", params={"session_hash": page or self.page}).text

    def ask(self, handler: int, data: object = None, detail: object = None, **more: Any) -> str:
        """Ask a handler and return what it answers, or why not."""
        joined = self.join(handler, data, detail, **more)
        return self.hear() if joined.status_code == 200 else joined.text

    def handlers(self) -> dict[str, Any]:
        """Return each handler that the page knows, by its name."""
        config = json.loads(self.http.get("/config").text)
        return {each["api_name"]: each for each in config["dependencies"]}
