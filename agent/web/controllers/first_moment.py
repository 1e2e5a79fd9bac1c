"""First moment: three lines of a real moment with their receipts, for somebody who is here for the first time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup

from agent.errors import RollwithError, TurnRefused
from agent.runtime.personal.first_moment import Tried, try_line
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import sentence
from agent.web.views.page import not_here
from agent.web.views.practice.first_moment import OWN, Remark, first_moment, moment_of

NO_MOMENT = "This room has no first moment. Meet a customer at once."


def _first(room: PersonalRoom, route: Route) -> Markup:
    moment = moment_of(room.library.personas())
    if moment is None:
        return not_here(NO_MOMENT, Route())
    return first_moment(room.library.persona(moment.persona), moment, {})


async def _try_way(room: PersonalRoom, detail: Detail) -> Answer:
    """Show what one of the offered answers moves."""
    moment = _first_screen(room)
    way = detail.get("way", "")
    if way not in _offered(moment):
        raise TurnRefused("this answer is not among those offered; choose one that is")
    async for update in _tell(room, moment, detail, way, _offered(moment)[way]):
        yield update


async def _try_own(room: PersonalRoom, detail: Detail) -> Answer:
    """Show what a line of the rep's own moves."""
    async for update in _tell(room, _first_screen(room), detail, OWN, detail.get("line", "")):
        yield update


async def _tell(room: PersonalRoom, moment: Remark, detail: Detail, way: str, line: str) -> Answer:
    """Show what a line moves, beside what was tried before it; these are read again, for nothing is kept."""
    persona = room.library.persona(moment.persona)
    ways = [key for key in _ways_tried(moment, detail) if key != way]
    read = [_tried(room, moment, _offered(moment)[key]) for key in ways]
    *before, newest = await asyncio.gather(*read, _tried(room, moment, line), return_exceptions=True)
    tried = {key: found for key, found in zip(ways, before, strict=True) if isinstance(found, Tried)}
    if isinstance(newest, RollwithError):
        shown = first_moment(persona, moment, tried, refused=sentence(str(newest)))
    elif isinstance(newest, BaseException):
        raise newest
    else:
        shown = first_moment(persona, moment, {**tried, way: newest}, latest=way)
    yield {"page": shown, "alert": ""}


async def _tried(room: PersonalRoom, moment: Remark, line: str) -> Tried:
    return await try_line(room, moment.persona, moment.said, line)


def _first_screen(room: PersonalRoom) -> Remark:
    moment = moment_of(room.library.personas())
    if moment is None:
        raise TurnRefused(NO_MOMENT)
    return moment


def _offered(moment: Remark) -> dict[str, str]:
    return {answer.key: answer.line for answer in moment.answers}


def _ways_tried(moment: Remark, detail: Detail) -> list[str]:
    """Return the answers that the page says were tried, each once; what is not offered is left out."""
    told = detail.get("tried", "").split()
    return [key for key in _offered(moment) if key in told]


SCREENS: Mapping[str, Screen] = {"first": _first}
ACTS: Mapping[str, Act] = {"first_try": _try_way, "first_own": _try_own}
