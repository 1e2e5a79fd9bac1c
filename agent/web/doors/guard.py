"""Guard: what stands before gradio. It asks by which name, from whose page, for what and by whom, in this order."""

from __future__ import annotations

import logging
from typing import Protocol
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.errors import RollwithError
from agent.event_log import log_event
from agent.model.practice.person import Person
from agent.web.doors.checks.allowed_routes import JOIN, PAGE, STREAM, is_needed, most_bytes
from agent.web.doors.checks.forwarded import Forwarded
from agent.web.doors.checks.messages import claims_too_much, headers_for, read_body, told_again, with_headers
from agent.web.doors.checks.origins import FOREIGN, NOT_HERE, SAFE, SIGN_IN, RoomAddress
from agent.web.doors.queue.queue_door import Odd, QueueDoor
from agent.web.doors.whoever import login_in, person_in, remember_person

_log = logging.getLogger(__name__)


class AnEntrance(Protocol):
    """Knows who comes in, and answers the pages by which they do."""

    def serves(self, path: str) -> bool:
        """Say whether a path is the entrance's own."""

    async def who(self, scope: Scope) -> Person | None:
        """Return who a request is from, or None."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for one of its own paths."""


class Guard:
    """ASGI middleware around the whole app."""

    def __init__(
        self, app: ASGIApp, entrance: AnEntrance, queue: QueueDoor, place: RoomAddress, forwarded: Forwarded
    ) -> None:
        """Stand before `app`."""
        self._app, self._entrance, self._queue = app, entrance, queue
        self._place, self._forwarded = place, forwarded
        self._headers = headers_for(place.embed_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, with_headers(send, self._headers))
        else:
            await send({"type": "websocket.close", "code": 1008})  # the page has none

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        leads_here = self._place.leads_here(scope, self._forwarded.trusts(scope))
        scope = self._place.seen_from_outside(self._forwarded.read(scope))
        at_entrance = self._entrance.serves(scope["path"])
        answer = self._refusal(scope, at_entrance) if leads_here else PlainTextResponse(NOT_HERE, 421)
        if answer is None and not at_entrance:
            answer = await self._sign_in_first(scope)
        most = most_bytes(scope["method"], scope["path"])
        body = await read_body(receive, most) if answer is None else None
        if body is None:
            await (answer or PlainTextResponse("Too large.", 413))(scope, receive, send)
        elif at_entrance:
            await self._entrance(scope, told_again(body, receive), send)
        else:
            await self._pass_on(scope, body, receive, send)

    def _refusal(self, scope: Scope, at_entrance: bool) -> Response | None:
        path = scope["path"]
        if self._place.is_foreign(scope):
            return PlainTextResponse(FOREIGN, 403)
        if path == "" and scope["method"] in SAFE:
            return RedirectResponse(f"{self._place.root}/", 308)
        if not at_entrance and not is_needed(scope["method"], path):
            return PlainTextResponse("Not here.", 404)
        if claims_too_much(Headers(scope=scope).get("content-length", "0"), most_bytes(scope["method"], path)):
            return PlainTextResponse("Too large.", 413)
        return None

    async def _sign_in_first(self, scope: Scope) -> Response | None:
        """Write down who a request is from, or return what nobody is answered."""
        try:
            person = await self._entrance.who(scope)
        except RollwithError as error:
            log_event(_log, logging.WARNING, "entrance_failed", why=str(error))
            return PlainTextResponse("Nobody can come in: the session log cannot be read. Try again.", 503)
        if person is not None:
            remember_person(scope, person)
            return None
        accepted = Headers(scope=scope).get("accept", "")
        if scope["path"] != PAGE or scope["method"] not in SAFE or "text/html" not in accepted:
            return PlainTextResponse("Nobody is signed in. Sign in, then open the page again.", 401)
        query = scope["query_string"].decode("latin-1")
        back = quote(f"{self._place.root}/{'?' + query if query else ''}", safe="/")
        return RedirectResponse(f"{self._place.root}{SIGN_IN}?next={back}", 303)

    async def _pass_on(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Pass a request on to gradio: questions once they are checked, the page without its query."""
        asked = self._checked(scope, body)
        if isinstance(asked, Odd):
            await PlainTextResponse(asked.text, asked.status)(scope, receive, send)
            return
        if scope["path"] == PAGE:
            scope = {**scope, "query_string": b""}  # the handlers read it; gradio would take some of it for its own
        try:
            await self._app(scope, told_again(asked, receive), send)
        except HTTPException as error:
            # the stream of a page that gradio forgot between our look and its own ends; the page opens another
            log_event(_log, logging.INFO, "stream_ended", why=str(error.detail), status=error.status_code)

    def _checked(self, scope: Scope, body: bytes) -> bytes | Odd:
        whose = (person_in(scope).id, login_in(scope))
        if scope["path"] == JOIN:
            return self._queue.asked(body, whose)
        if scope["path"] == STREAM:
            return self._queue.heard(scope["query_string"], whose) or body
        return body
