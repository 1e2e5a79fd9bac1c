"""Guard: what stands before gradio. Only what the screens need passes, for whoever is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.web.doors.entrance import Entrance
from agent.web.doors.whoever import remember_person

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
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


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] | None, entrance: Entrance) -> None:
        """Stand before `app`; `hosts` are the names it may be called by (against DNS rebinding), None for any."""
        self._app, self._entrance = app, entrance
        self._hosts = frozenset(hosts) if hosts is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        if (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
            return
        body = await read_body(receive)
        if body is None:
            await PlainTextResponse("Too large.", 413)(scope, receive, send)
        elif self._entrance.serves(scope["path"]):
            await self._entrance(scope, _told_again(body, receive), send)
        elif (person := await self._entrance.who(scope)) is not None:
            remember_person(scope, person)
            await self._app(scope, _told_again(body, receive), send)
        elif scope["path"] == "/":
            back = quote("/?" + scope["query_string"].decode("latin-1"))
            await RedirectResponse(f"/login?next={back}", 303)(scope, receive, send)
        else:
            await PlainTextResponse("Nobody is signed in.", 401)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, path = Headers(scope=scope), scope["path"]
        if self._hosts is not None and _host(headers.get("host", "")) not in self._hosts:
            return PlainTextResponse("This name does not lead here.", 421)
        if path.startswith("/gradio_api") and path.removeprefix("/gradio_api").startswith(CLOSED):
            return PlainTextResponse("Not here.", 404)
        claimed = headers.get("content-length", "0")
        if not claimed.isdecimal() or len(claimed) > LONGEST_CLAIM or int(claimed) > LARGEST:
            return PlainTextResponse("Too large.", 413)
        return None


async def read_body(receive: Receive) -> bytes | None:
    """Read a request's body, counting what comes, whatever its head claims; None once it is too large.

    A rep who hangs up in the middle leaves a body cut short, and hears no answer anyway.
    """
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST:
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


def _host(header: str) -> str:
    """Return the name in a Host header, without its port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.rpartition(":")[0] if ":" in header else header
