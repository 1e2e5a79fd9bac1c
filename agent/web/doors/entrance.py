"""Entrance: who comes in. It knows people by their cookie, and serves the pages by which they get one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from agent.accounts.brake import Brake
from agent.accounts.passwords import Passwords
from agent.accounts.sign_in import SignIn, Wait
from agent.errors import RollwithError, StoreError
from agent.model.practice.person import LOCAL, Person
from agent.runtime.room import Room
from agent.settings import Settings
from agent.storage.people.tokens import kept
from agent.web.doors.network import is_loopback
from agent.web.doors.shared_lines import SharedLines
from agent.web.doors.sign_in.cookies import FLOW, LOGIN, cookie_in, home, keep_cookie, way_back
from agent.web.doors.sign_in.forms import address_of, form_of, unkept, waiting_words
from agent.web.doors.sign_in.invited import Invited
from agent.web.doors.sign_in.login_pages import sign_in_form, sign_out_form, way_on, whole_page
from agent.web.doors.whoever import remember_login

if TYPE_CHECKING:
    from agent.accounts.oidc import Oidc

_OWN = re.compile(r"/(?:login|logout|oidc/start|oidc/callback|invite/[\w-]{1,128}|share/[\w-]{1,128})", re.ASCII)


THREADS = 2
"""Threads in which people are looked up, once for each request. They are the entrance's own: a page asks for twenty
files at once, and would spread what computes over every thread of the loop, each of which keeps its memory."""


class Entrance:
    """Says who a request is from, and serves the pages of signing in and out."""

    def __init__(
        self, room: Room, settings: Settings, host: str, passwords: Passwords | None = None, brake: Brake | None = None
    ) -> None:
        """Stand before a room that listens on `host`.

        Raises:
            SettingsError: the settings name only half of an outside provider.
        """
        self._room, self._settings = room, settings
        self._oidc = _provider(settings)
        self._hours = settings.login_hours
        self._sign_in = SignIn(lambda: room.log, passwords or Passwords(), brake or Brake(), self._hours)
        self._asks = not is_loopback(host) or settings.login is not None or self._oidc is not None
        self._threads = ThreadPoolExecutor(THREADS, "entrance")
        self._pages = Router(self._routes(), redirect_slashes=False)

    def _routes(self) -> list[Route]:
        invited = Invited(self._room, self._sign_in, self._let_in)
        answers: tuple[tuple[str, str, Callable[[Request], Awaitable[Response]]], ...] = (
            ("/login", "GET", self._login_page),
            ("/login", "POST", self._signed_in),
            ("/logout", "GET", self._logout_page),
            ("/logout", "POST", self._signed_out),
            ("/invite/{token}", "GET", invited.page),
            ("/invite/{token}", "POST", invited.accepted),
            ("/share/{token}", "GET", SharedLines(self._room).page),
        )
        if self._oidc is not None:
            from agent.web.doors.sign_in.outside import Outside

            outside = Outside(self._oidc, self._room, self._settings, self._sign_in, self._let_in)
            answers += (("/oidc/start", "GET", outside.start), ("/oidc/callback", "GET", outside.callback))
        return [Route(path, answer, methods=[method]) for path, method, answer in answers]

    def warm(self) -> None:
        """Make ready what the first sign-in needs, if anybody signs in here: 64 MB for a moment. Blocks."""
        if self._must_sign_in():
            self._sign_in.passwords.warm()

    def serves(self, path: str) -> bool:
        """Say whether a path, below the address of the app, is one of the entrance's own pages."""
        return _OWN.fullmatch(path) is not None

    async def who(self, scope: Scope) -> Person | None:
        """Return who a request is from: somebody who is signed in, or LOCAL where nobody needs to be; or None.

        Raises:
            StoreError: the log cannot be read.
        """
        looked_up = asyncio.get_running_loop().run_in_executor
        if not await looked_up(self._threads, self._must_sign_in):
            return LOCAL
        if not (token := cookie_in(scope, LOGIN)):
            return None
        person = await looked_up(self._threads, self._room.log.logins.who, token)
        if person is not None:
            remember_login(scope, kept(token)[:16])
        return person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for one of the entrance's own pages."""
        try:
            await self._pages(scope, receive, send)
        except StoreError as error:
            page = whole_page("Not now", way_on(home(scope), "Try again"), wrong=str(error))
            await HTMLResponse(page, 503)(scope, receive, send)

    def _must_sign_in(self) -> bool:
        """Say whether people sign in here; once somebody has an account, for ever."""
        self._asks = self._asks or self._room.log.people.any_accounts()
        return self._asks

    async def _login_page(self, request: Request) -> Response:
        back = way_back(request.scope, request.query_params.get("next", ""))
        if await self.who(request.scope) is not None:
            return RedirectResponse(back, 303)
        return await self._asking(request, back)

    async def _signed_in(self, request: Request) -> Response:
        form = await form_of(request)
        back, name = way_back(request.scope, form.get("next", "")), form.get("name", "")
        try:
            token = await self._sign_in.by_password(name, form.get("password", ""), address_of(request))
        except StoreError:
            raise
        except RollwithError as error:
            return await self._asking(request, back, name, wrong=str(error), status=401)
        if isinstance(token, Wait):
            answer = await self._asking(request, back, name, wrong=waiting_words(token), status=429)
            answer.headers["retry-after"] = str(int(token.seconds) + 1)
            return answer
        return self._let_in(request, token, back)

    async def _asking(
        self, request: Request, back: str, name: str = "", *, wrong: str = "", status: int = 200
    ) -> Response:
        """Return the page that asks for name and password."""
        any_passwords = self._oidc is None or await asyncio.to_thread(self._room.log.people.any_passwords)
        root = request.scope.get("root_path") or ""
        form = sign_in_form(root, back, name[:64], passwords=any_passwords, outside=self._oidc is not None)
        return unkept(HTMLResponse(whole_page("Sign in", form, wrong), status))

    def _let_in(self, request: Request, token: str, back: str) -> Response:
        """Sign this browser in, whoever was signed in there before."""
        answer = RedirectResponse(back, 303)
        keep_cookie(answer, request.scope, LOGIN, token, self._hours * 3600)
        keep_cookie(answer, request.scope, FLOW, "", 0)
        return unkept(answer)

    async def _logout_page(self, request: Request) -> Response:
        person = await self.who(request.scope)
        if person is None or not person.id:
            return RedirectResponse(home(request.scope), 303)
        return unkept(HTMLResponse(whole_page("Sign out", sign_out_form(request.scope.get("root_path") or "", person))))

    async def _signed_out(self, request: Request) -> Response:
        if token := cookie_in(request.scope, LOGIN):
            await asyncio.to_thread(lambda: self._room.log.logins.end(token))
        answer = RedirectResponse(f"{home(request.scope)}login", 303)
        keep_cookie(answer, request.scope, LOGIN, "", 0)
        return unkept(answer)


def _provider(settings: Settings) -> Oidc | None:
    """Return the outside provider; its libraries take 30 MB, which a room without one is spared."""
    if settings.oidc_issuer is None:
        return None
    from agent.accounts.oidc import oidc_of

    return oidc_of(settings)
