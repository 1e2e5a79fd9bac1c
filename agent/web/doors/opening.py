"""Opening: what stands on the page before its scripts have drawn it, and where none may run. Gradio serves it empty."""

from __future__ import annotations

from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.web.sheets import style_sheets
from agent.web.views.html import markup


class Opening:
    """Puts the words into the page itself; every other answer passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_page = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in ("", "/")
        await self._app(scope, receive, _with_words(send) if is_page else send)


def _with_words(send: Send) -> Send:
    """Return a `send` that holds an answer until it is whole, and then sends it with the words in its head."""
    start: Message = {}
    body = bytearray()

    async def add(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
            return
        body.extend(message.get("body", b""))
        if message.get("more_body"):
            return
        headers = MutableHeaders(scope=start)
        plain = headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
        whole = bytes(body).replace(b"</head>", _opening_head(), 1) if plain else bytes(body)
        if "content-length" in headers:
            headers["content-length"] = str(len(whole))
        await send(start)
        await send({"type": "http.response.body", "body": whole})

    return add


@cache
def _opening_head() -> bytes:
    """Return a style, since the body is gradio's; `LOADING` of `views/page.py` says the same once it is drawn."""
    told = markup(
        "<style>{opening}</style><noscript><style>{unscripted}</style></noscript></head>",
        opening=style_sheets(("opening.css",)),
        unscripted=style_sheets(("unscripted.css",)),
    )
    return told.encode()
