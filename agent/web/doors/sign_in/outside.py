"""Outside: signing in by an outside provider: off to it, and back."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agent.accounts.oidc import Flow, Oidc
from agent.accounts.outside_people import person_outside
from agent.accounts.sign_in import SignIn, Wait
from agent.errors import AccountRefused, NotSignedIn
from agent.runtime.room import Room
from agent.settings import Settings
from agent.web.doors.sign_in.cookies import FLOW, base_address, cookie_in, home, keep_cookie, way_back
from agent.web.doors.sign_in.forms import address_of, unkept, waiting_words
from agent.web.doors.sign_in.invited import LetIn
from agent.web.doors.sign_in.login_pages import way_on, whole_page

SECONDS = 600
"""For which a sign-in may be under way: time to find a phone and confirm there."""


class Outside:
    """Answers `/oidc/start` and `/oidc/callback`."""

    def __init__(self, oidc: Oidc | None, room: Room, settings: Settings, sign_in: SignIn, let_in: LetIn) -> None:
        self._oidc, self._room, self._settings = oidc, room, settings
        self._sign_in, self._let_in = sign_in, let_in

    async def start(self, request: Request) -> Response:
        """Send the browser to the provider."""
        begun = self._sign_in.brake.begin("", address_of(request))
        if isinstance(begun, float):
            return _not_signed_in(request, waiting_words(Wait(begun)), 429)
        try:
            flow, oidc = Flow.new(), self._provider()
            answer = RedirectResponse(await oidc.address(flow, self._redirect_uri(request)), 303)
        except NotSignedIn as error:
            return _not_signed_in(request, str(error), 502)
        self._sign_in.brake.succeeded(begun)
        back = way_back(request.scope, request.query_params.get("next", ""))
        keep_cookie(answer, request.scope, FLOW, f"{flow.secret}:{back.partition('?')[2]}", SECONDS)
        return unkept(answer)

    async def callback(self, request: Request) -> Response:
        """Let in whoever the provider says it is."""
        begun = self._sign_in.brake.begin("", address_of(request))
        if isinstance(begun, float):
            return _not_signed_in(request, waiting_words(Wait(begun)), 429)
        secret, _, query = cookie_in(request.scope, FLOW).partition(":")
        try:
            if not secret:
                raise NotSignedIn("Nobody was signed in: this browser began no sign-in. Mend: sign in again.")
            told = await self._provider().identity(
                Flow(secret), self._redirect_uri(request), dict(request.query_params)
            )
            person = await asyncio.to_thread(person_outside, self._room.log, told, self._settings.oidc_team)
        except (NotSignedIn, AccountRefused) as error:
            return _not_signed_in(request, str(error), 401)
        self._sign_in.brake.succeeded(begun)
        token = await self._sign_in.begin(person)
        return self._let_in(request, token, way_back(request.scope, f"{home(request.scope)}?{query}"))

    def _provider(self) -> Oidc:
        if self._oidc is None:
            raise NotSignedIn("No outside provider is set here. Mend: sign in with a name and a password.")
        return self._oidc

    def _redirect_uri(self, request: Request) -> str:
        return f"{base_address(request.scope, self._settings.public_url)}/oidc/callback"


def _not_signed_in(request: Request, why: str, status: int) -> Response:
    way = way_on(f"{home(request.scope)}login", "Sign in again")
    answer = HTMLResponse(whole_page("Not signed in", way, why), status)
    keep_cookie(answer, request.scope, FLOW, "", 0)
    return unkept(answer)
