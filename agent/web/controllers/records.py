"""Records: sessions named, searched, compared, erased, and how the criteria go over time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import TurnRefused
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.records import LONGEST_SEARCH, Records
from agent.runtime.personal.statements import send
from agent.web.controllers.browsing import personas_met
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.views.history import PAGE, history
from agent.web.views.page import notice
from agent.web.views.practice.comparison import comparison
from agent.web.views.practice.trend import trend

PICK = "pick:"
"""What the boxes of the history begin with; the rest is the id of a session."""


def _history(room: PersonalRoom, route: Route) -> Markup:
    records, sought = Records(room), route.get("q")
    sessions = records.find(sought, PAGE + 1, route.start)
    told = trend(records.trend()) if not sought and not route.start else None
    return history(personas_met(room, sessions), sessions, route.start, sought, told)


def _compare(room: PersonalRoom, route: Route) -> Markup:
    return comparison(Records(room).compare(route.id, route.get("with")))


async def _search(room: PersonalRoom, detail: Detail) -> Answer:
    sought = detail.get("q", "").strip()[:LONGEST_SEARCH]
    yield Route("history", more=(("q", sought),) if sought else ())


async def _pick(room: PersonalRoom, detail: Detail) -> Answer:
    picked = [key.removeprefix(PICK) for key in detail if key.startswith(PICK)]
    if len(picked) != 2:
        raise TurnRefused(f"choose two sessions to set side by side; {len(picked) or 'none'} chosen")
    yield Route("compare", picked[1], more=(("with", picked[0]),))  # the older one first


async def _name_session(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(Records(room).name, detail["session"], detail.get("name", ""))
    yield Route("history")


async def _erase(room: PersonalRoom, detail: Detail) -> Answer:
    await room.erase(detail["session"], branches=detail.get("branches") == "on")
    yield Route("history")


async def _send(room: PersonalRoom, detail: Detail) -> Answer:
    count = await send(room, detail["session"])
    yield {"alert": notice(f"{count} statements are in the learning record store, without your words.", "is-done")}


SCREENS: Mapping[str, Screen] = {"history": _history, "compare": _compare}
ACTS: Mapping[str, Act] = {
    "search-sessions": _search, "compare-sessions": _pick, "name-session": _name_session, "erase-session": _erase,
    "send-statements": _send,
}  # fmt: skip
