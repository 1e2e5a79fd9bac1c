"""Messages: what goes in and out of the door: bodies that end, and answers with their headers."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors "
)
"""Nothing is fetched from elsewhere. Inline script and eval are gradio's own way of starting and of templates."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""On every answer. The microphone is for spoken lines."""
SHARED = b"access-control-"
"""How headers begin by which other pages would be let in."""
LARGEST = 256 * 1024
"""Bytes of a request; a line has at most 4,000 characters."""
LONGEST_CLAIM = 12
"""Digits of a Content-Length that are read; none that may pass has more."""


def headers_for(embed_in: str) -> dict[str, str]:
    """Return the headers of every answer; `embed_in` are the origins whose pages may show the app in a frame."""
    frames = {} if embed_in else {"x-frame-options": "DENY"}
    return {"content-security-policy": POLICY + (f"'self' {embed_in}" if embed_in else "'none'"), **HEADERS, **frames}


def with_headers(send: Send, headers: dict[str, str]) -> Send:
    """Return a `send` that adds these headers, and takes away what would let other pages read."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [pair for pair in message.get("headers", ()) if not pair[0].lower().startswith(SHARED)]
            message = {**message, "headers": kept}
            answer = MutableHeaders(scope=message)
            for name, value in headers.items():
                answer[name] = value
        await send(message)

    return add


def claims_too_much(claimed: str, most: int = LARGEST) -> bool:
    """Say whether a Content-Length is too large, or no number."""
    return not claimed.isascii() or not claimed.isdigit() or len(claimed) > LONGEST_CLAIM or int(claimed) > most


async def read_body(receive: Receive, most: int = LARGEST) -> bytes | None:
    """Read a request's body, counting what comes, whatever its head claims; None once it is too large.

    A rep who hangs up in the middle leaves a body cut short, and hears no answer anyway.
    """
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(body)


def told_again(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body that was read, and then what the server has to tell."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
