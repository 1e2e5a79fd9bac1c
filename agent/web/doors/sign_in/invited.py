"""Invited: the page of a link by which somebody makes an account or sets a new password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from agent.accounts.sign_in import SignIn, Wait
from agent.errors import AccountRefused, NotSignedIn
from agent.model.practice.account import Invitation
from agent.model.practice.person import Person
from agent.runtime.room import Room
from agent.web.doors.sign_in.cookies import home
from agent.web.doors.sign_in.forms import address_of, form_of, unkept, waiting_words
from agent.web.doors.sign_in.login_pages import join_form, new_password_form, way_on, whole_page

Link = tuple[Invitation, Person | None]
LetIn = Callable[[Request, str, str], Response]
"""Signs a browser in: the request, the token for its cookie, and where it goes then."""


class Invited:
    """Answers `/invite/TOKEN`."""

    def __init__(self, room: Room, sign_in: SignIn, let_in: LetIn) -> None:
        self._room, self._sign_in, self._let_in = room, sign_in, let_in

    async def page(self, request: Request) -> Response:
        """Show the form that a link is for."""
        link = await self._link(request)
        return _gone(request) if link is None else _page(request, link)

    async def accepted(self, request: Request) -> Response:
        """Make the account, or set the password, and sign the browser in."""
        if (link := await self._link(request)) is None:
            return _gone(request)
        form = await form_of(request)
        try:
            if form.get("password") != form.get("again"):
                raise AccountRefused("the two passwords differ. Mend: type the same one twice.")
            if isinstance(waits := await self._may(link, form.get("present", ""), address_of(request)), Wait):
                return _page(request, link, form, waiting_words(waits), 429)
            token = await self._sign_in.by_link(
                link[0].token, form.get("password", ""), form.get("name", ""), form.get("shown", "")
            )
        except (AccountRefused, NotSignedIn) as error:
            return _page(request, link, form, str(error), 400)
        return self._let_in(request, token, home(request.scope))

    async def _link(self, request: Request) -> Link | None:
        token: str = request.path_params["token"]
        return await asyncio.to_thread(lambda: self._room.log.invites.find(token))

    async def _may(self, link: Link, present: str, address: str) -> Wait | None:
        """Ask for the present password where somebody made the link for themselves.

        Raises:
            NotSignedIn: it is not right.
        """
        if not _is_own(link):
            return None
        assert link[1] is not None
        found = await self._sign_in.tried(link[1].name, present, address)
        return found if isinstance(found, Wait) else None


def _is_own(link: Link) -> bool:
    return link[1] is not None and link[0].by == link[1].id


def _page(
    request: Request, link: Link, typed: dict[str, str] | None = None, wrong: str = "", status: int = 200
) -> Response:
    title, inner = _form(link, typed or {}, f"{home(request.scope)}{link[0].path}")
    return unkept(HTMLResponse(whole_page(title, inner, wrong), status))


def _form(link: Link, typed: dict[str, str], action: str) -> tuple[str, Markup]:
    invitation, person = link
    if person is not None:
        return "A new password", new_password_form(person, action, own=_is_own(link))
    name, shown = typed.get("name", "")[:64], typed.get("shown", "")[:64]
    return "Welcome", join_form(name, shown, invitation.team, action)


def _gone(request: Request) -> Response:
    words = "This link was used already, or is over. Mend: ask whoever sent it for a new one."
    page = whole_page("This link leads nowhere", way_on(home(request.scope), "To the room"), wrong=words)
    return unkept(HTMLResponse(page, 404))
