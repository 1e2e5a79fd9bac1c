"""Sharing: one line shown by a link, with the consent of whose it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import TurnRefused
from agent.model.turn import SessionInfo
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.team import sharing
from agent.runtime.personal.training.team.assignments import as_trainer
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import Updates, page_of
from agent.web.views.html import EMPTY
from agent.web.views.page import notice
from agent.web.views.training.team import sharing as view

LINES = 100
"""Lines of a session among which one can be chosen, the newest."""


def sharing_part(room: PersonalRoom, info: SessionInfo, best: int = 0) -> Markup:
    """Return the part of a debrief by which one line is shown, or asked for; nothing where nobody signs in.

    `best`: the number of the best line, which stands first.
    """
    if not room.person.id or not info.finished:
        return EMPTY
    turns = room.turns(info.id, LINES)
    turns = sorted(turns, key=lambda turn: turn.number != best)
    return (view.own_line_form if room.is_own(info) else view.ask_line_form)(info.id, turns, best)


def _own_shares(room: PersonalRoom, route: Route, made: str = "") -> Markup:
    return view.shares_screen(sharing.my_shares(room), made)


def _shared_lines(room: PersonalRoom, route: Route, made: str = "") -> Markup:
    as_trainer(room)
    return view.shared_lines(sharing.asked_by_me(room), made)


async def _make(room: PersonalRoom, detail: Detail) -> Answer:
    _, token = await asyncio.to_thread(sharing.make_own, room, detail.get("session", ""), _line_number(detail))
    yield page_of(await asyncio.to_thread(_own_shares, room, Route("shares"), _path(token)))


async def _ask_line(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(sharing.ask_to_show, room, detail.get("session", ""), _line_number(detail))
    yield await _told_listed(room, _shared_lines, Route("shared-lines"), "They are asked. Their answer is shown here.")


async def _agree(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(sharing.agree, room, detail.get("share", ""))
    yield await _told_listed(room, _own_shares, Route("shares"), "You agreed. You can take it back here at any time.")


async def _refuse(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(sharing.refuse, room, detail.get("share", ""))
    yield await _told_listed(
        room, _own_shares, Route("shares"), "It is not shown. A link that there was leads nowhere now."
    )


async def _link(room: PersonalRoom, detail: Detail) -> Answer:
    token = await asyncio.to_thread(sharing.link_for_asker, room, detail.get("share", ""))
    yield page_of(await asyncio.to_thread(_shared_lines, room, Route("shared-lines"), _path(token)))


async def _told_listed(room: PersonalRoom, screen: Screen, route: Route, told: str) -> Updates:
    return {**page_of(await asyncio.to_thread(screen, room, route)), "alert": notice(told, "is-done")}


def _path(token: str) -> str:
    return f"share/{token}"


def _line_number(detail: Detail) -> int:
    text = detail.get("number", "")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise TurnRefused("choose a line from the list")
    return int(text)


SCREENS: Mapping[str, Screen] = {"shares": _own_shares, "shared-lines": _shared_lines}
ACTS: Mapping[str, Act] = {
    "share_make": _make,
    "share_ask": _ask_line,
    "share_agree": _agree,
    "share_refuse": _refuse,
    "share_link": _link,
}
