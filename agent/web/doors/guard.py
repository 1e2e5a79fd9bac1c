"""Guard: what stands before gradio. Only what the screens need passes, failed logins are slowed, no foreign address."""

from __future__ import annotations

import hmac
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.event_log import log_event
from agent.model.practice.person import LOCAL
from agent.web.doors.speech_routes import DICTATE, LARGEST_RECORDING
from agent.web.doors.whoever import remember_person

_log = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'"
)
"""Nothing is fetched from elsewhere. Inline script and eval are gradio's own way of starting and of templates."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
CLOSED = (
    "/upload", "/upload_progress", "/call/", "/run/", "/api/", "/stream/", "/file=", "/file/", "/proxy=",
    "/process_recording", "/vibe", "/undo-vibe", "/run-history", "/runs", "/deep_link", "/openapi.json", "/info",
)  # fmt: skip
"""Parts of gradio's HTTP interface that no screen uses, below `/gradio_api`."""
LARGEST = 256 * 1024
"""Bytes of a request; a line has at most 4,000 characters."""
LONGEST_CLAIM = 12
"""Digits of a Content-Length that are read; none that may pass has more."""
FAILURES, WINDOW = 5, 60.0
"""Failed logins from one address within so many seconds, after which it must wait."""
REMEMBERED = 1000
"""Addresses whose failures are kept in mind."""


class Throttle:
    """Counts failed logins by address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, list[float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Return how many seconds an address must wait before its next try; 0 for none."""
        recent = [at for at in self._failed.get(address, []) if self._clock() - at < WINDOW]
        return WINDOW - (self._clock() - recent[-FAILURES]) if len(recent) >= FAILURES else 0.0

    def failed(self, address: str) -> None:
        """Remember a failed login."""
        self._failed.setdefault(address, []).append(self._clock())
        self._failed[address] = self._failed[address][-FAILURES:]
        self._failed.move_to_end(address)
        while len(self._failed) > REMEMBERED:
            self._failed.popitem(last=False)


def checker(name: str, password: str) -> Callable[[str, str], bool]:
    """Return a login check that takes the same time however much of the name or the password is right."""

    def check(given_name: str, given_password: str) -> bool:
        right_name = hmac.compare_digest(given_name.encode(), name.encode())
        right_password = hmac.compare_digest(given_password.encode(), password.encode())
        return right_name & right_password

    return check


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None, throttle: Throttle) -> None:
        """Stand before `app`; `hosts` are the names it may be called by (against DNS rebinding), None for any."""
        self._app, self._throttle = app, throttle
        self._hosts = frozenset(hosts) if hosts is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        remember_person(scope, LOCAL)
        if (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
            return
        body = await read_body(receive, _largest(scope))
        if body is None:
            await PlainTextResponse("Too large.", 413)(scope, receive, send)
        elif (refusal := self._too_soon(scope)) is not None:
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _told_again(body, receive), self._watching(scope, send))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, path = Headers(scope=scope), scope["path"]
        if self._hosts is not None and _host(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This name does not lead here.", 421)
        if path.startswith("/gradio_api") and path.removeprefix("/gradio_api").startswith(CLOSED):
            return PlainTextResponse("Not here.", 404)
        claimed = headers.get("content-length", "0")
        if not claimed.isdecimal() or len(claimed) > LONGEST_CLAIM or int(claimed) > _largest(scope):
            return PlainTextResponse("Too large.", 413)
        return None

    def _too_soon(self, scope: Scope) -> PlainTextResponse | None:
        if _is_login(scope) and (wait := self._throttle.wait(_address(scope))):
            return PlainTextResponse("Too many tries. Wait.", 429, {"retry-after": str(int(wait) + 1)})
        return None

    def _watching(self, scope: Scope, send: Send) -> Send:
        if not _is_login(scope):
            return send

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 400:
                self._throttle.failed(_address(scope))
                wait = round(self._throttle.wait(_address(scope)), 1) or None
                log_event(_log, logging.WARNING, "login_failed", address=_address(scope), wait=wait)
            await send(message)

        return watch


async def read_body(receive: Receive, largest: int = LARGEST) -> bytes | None:
    """Read a request's body, counting what comes, whatever its head claims; None once it is too large.

    A rep who hangs up in the middle leaves a body cut short, and hears no answer anyway.
    """
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > largest:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(body)


def _told_again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, and then what the server has to tell."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _with_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return add


def _largest(scope: Scope) -> int:
    """Return how many bytes a request may have: a recording has more than anything else."""
    return LARGEST_RECORDING if scope["path"] == DICTATE and scope["method"] == "POST" else LARGEST


def _is_login(scope: Scope) -> bool:
    return bool(scope["method"] == "POST" and scope["path"].rstrip("/") == "/login")


def _address(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""


def _host(header: str) -> str:
    """Return the name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.rpartition(":")[0] if ":" in header else header
