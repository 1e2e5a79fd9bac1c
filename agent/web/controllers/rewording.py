"""Rewording: other ways of saying a line, each graded before it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import TurnRefused
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.rewording import Rewordings
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import page_of
from agent.web.views.practice.rewording import asking, three_ways

LONGEST = 2_000
"""Letters of a way that is put into the box; ours are shorter, and the page may send anything."""


def _line_number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise TurnRefused("this page asks about a line that is none; load it anew")
    return int(typed)


def _reword(room: PersonalRoom, route: Route) -> Markup:
    info, turn, heard = Rewordings(room).line(route.id, _line_number(route.get("turn")))
    return asking(info, turn, heard)


async def _ways(room: PersonalRoom, detail: Detail) -> Answer:
    session, number = detail.get("session", ""), _line_number(detail.get("turn", ""))
    info, turn, heard = await asyncio.to_thread(Rewordings(room).line, session, number)
    yield page_of(asking(info, turn, heard, busy=True))
    try:
        found = await Rewordings(room).ways(session, number)
    except BaseException:
        yield page_of(asking(info, turn, heard))
        raise
    yield page_of(three_ways(info, turn, room.rubric_of(info), found))


async def _take_up(room: PersonalRoom, detail: Detail) -> Answer:
    """Go back to before a line and put one way of saying it into the box; the words are the rep's to change."""
    session, number = detail.get("session", ""), _line_number(detail.get("turn", ""))
    info, turn, _ = await asyncio.to_thread(Rewordings(room).line, session, number)
    again = await room.rewind(info.id, turn.number - 1)
    yield Route("talk", again.id)
    yield {"line": detail.get("text", "")[:LONGEST]}


SCREENS: Mapping[str, Screen] = {"reword": _reword}
ACTS: Mapping[str, Act] = {"reword": _ways, "reword_take": _take_up}
