"""Drills: one move at a time, when it is due."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from markupsafe import Markup

from agent.coaching.drills.skills import skill_sheets
from agent.runtime.personal.drills import Drills, skill_named
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.contract import Act, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import Updates
from agent.web.views.page import waiting
from agent.web.views.practice.drill_moment import moment_screen, round_over
from agent.web.views.practice.drill_verdict import verdict_screen
from agent.web.views.practice.drills import drills_screen

LONGEST_NUMBER = 7
"""Digits of the number of an answer that are looked at."""


def _drills(room: PersonalRoom, route: Route) -> Markup:
    drills = Drills(room)
    if not route.id:
        sessions = {info.id: info for info in room.sessions()}
        return drills_screen(drills.standings(), room.library.personas(), sessions)
    skill = skill_named(route.id)
    if nth := route.get("answer"):
        return _verdict(room, drills, nth)
    asked = drills.asked(skill)
    if asked.over:
        return round_over(skill, drills.standings())
    return moment_screen(asked, skill_sheets()[skill])


def _verdict(room: PersonalRoom, drills: Drills, nth: str) -> Markup:
    number = int(nth) if nth.isascii() and nth.isdigit() and len(nth) < LONGEST_NUMBER else 0
    answered = drills.answered(number)
    persona = room.library.personas().get(answered.moment.persona)
    return verdict_screen(answered, persona, room.library.rubric(), drills.standings())


async def _answer(room: PersonalRoom, detail: Detail) -> AsyncIterator[Updates | Route]:
    """Take the rep's line to a moment. What the page says the customer said is never looked at."""
    skill = skill_named(detail.get("skill", ""))
    yield {"alert": waiting("Reading your line …")}
    nth = await Drills(room).answer(skill, detail.get("moment", ""), detail.get("line", ""))
    yield Route("drills", skill.value, more=(("answer", str(nth)),))


SCREENS: Mapping[str, Screen] = {"drills": _drills}
ACTS: Mapping[str, Act] = {"drill-answer": _answer}
