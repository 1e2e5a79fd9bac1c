"""Assignments: what a trainer asks of reps, who did it, and what went wrong most."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from agent.errors import TurnRefused
from agent.model.turn import SessionInfo
from agent.runtime.personal.people.submitting import team_sessions
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.team import asked, assignments, sharing, team_csv, team_overview
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.controllers.exams import mode_of
from agent.web.routes import Route
from agent.web.updates import Updates, page_of
from agent.web.views.html import EMPTY
from agent.web.views.page import notice
from agent.web.views.training.team import asked as asked_view
from agent.web.views.training.team import assignments as view
from agent.web.views.training.team import team_overview as overview_view
from agent.web.views.training.team.due import local_due
from agent.web.views.training.team.team_frame import HOME


def asked_note(room: PersonalRoom) -> Markup:
    """Return what the first screen says of what is asked of whoever looks at it; nothing where nobody signs in."""
    if not room.person.id:
        return EMPTY
    mine, requests = asked.asked_of_me(room), sharing.requests_waiting(room)
    return asked_view.asked_note(mine, room.library.personas(), requests)


def hand_in_title(room: PersonalRoom, info: SessionInfo) -> str:
    """Return the title of the assignment that a session is handed in for, or an empty text."""
    found = asked.hands_in(room, info)
    return found.title if found else ""


def _assignments(room: PersonalRoom, route: Route) -> Markup:
    if route.id:
        personas = room.library.personas()
        one, parts = assignments.one_of_team(room, route.id)
        return view.assignment(one, parts, personas.get(one.persona))
    return _asked_so_far(room)


def _asked_so_far(room: PersonalRoom, at: Route | None = None) -> Markup:
    listed, reps = assignments.of_my_team(room), assignments.reps_of(room)
    return view.assignments(room.person.team, listed, room.library.personas(), reps, at)


def _assigned(room: PersonalRoom, route: Route) -> Markup:
    return asked_view.asked_screen(asked.asked_of_me(room), room.library.personas())


def _overview(room: PersonalRoom, route: Route) -> Markup:
    days = next((window for window, _ in overview_view.WINDOWS if window and str(window) == route.get("days")), None)
    told = team_overview.overview(room, days, route.get("rep"))
    rep = told.rep if route.get("rep") else None
    return overview_view.team_overview(room.person.team, told, days, rep)


def _team_home(room: PersonalRoom, route: Route) -> Markup:
    """Return where a trainer's team begins: its overview, or while nothing was given yet, where one asks for it."""
    if not team_sessions(room, 1):
        return _asked_so_far(room, HOME)
    return overview_view.team_overview(room.person.team, team_overview.overview(room), at=HOME)


async def _make(room: PersonalRoom, detail: Detail) -> Answer:
    wish = assignments.Wish(
        title=detail.get("title", ""),
        persona=detail.get("customer", ""),
        note=detail.get("note", ""),
        mode=mode_of(detail.get("mode", "")),
        sessions=_whole(detail, "sessions", 1),
        due=_due(detail),
        pass_mark=_whole(detail, "pass_mark", 50),
        most_lines=_whole(detail, "most_lines", 12),
        attempts=_whole(detail, "attempts", 3),
        people=tuple(key.removeprefix(view.CHOSEN) for key in detail if key.startswith(view.CHOSEN)),
    )
    made = await asyncio.to_thread(assignments.make, room, wish)
    yield await _told(room, made.id, "Asked. Your reps see it on their first screen.")


async def _change_due(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(assignments.postpone, room, detail.get("assignment", ""), _due(detail))
    yield await _told(room, detail.get("assignment", ""), "The date is changed.")


async def _close(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(assignments.close, room, detail.get("assignment", ""))
    yield await _told(room, detail.get("assignment", ""), "It is closed.")


async def _reopen(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(assignments.close, room, detail.get("assignment", ""), False)
    yield await _told(room, detail.get("assignment", ""), "It is asked for again.")


async def _begin(room: PersonalRoom, detail: Detail) -> Answer:
    info = await asked.begin(room, detail.get("assignment", ""))
    yield Route("talk", info.id)


async def _save_assignments(room: PersonalRoom, detail: Detail) -> Answer:
    yield _table_saved("rollwith-assignments.csv", await asyncio.to_thread(team_csv.assignments_csv, room))


async def _save_sessions(room: PersonalRoom, detail: Detail) -> Answer:
    yield _table_saved("rollwith-sessions.csv", await asyncio.to_thread(team_csv.sessions_csv, room))


async def _told(room: PersonalRoom, assignment: str, told: str) -> Updates:
    drawn = await asyncio.to_thread(_assignments, room, Route("assignments", assignment))
    return {**page_of(drawn), "alert": notice(told, "is-done")}


def _table_saved(name: str, text: str) -> Updates:
    packed = {"name": name, "kind": "text/csv;charset=utf-8", "text": text, "nonce": secrets.token_hex(4)}
    return {"saved": json.dumps(packed)}


def _due(detail: Detail) -> datetime | None:
    try:
        return local_due(detail.get("day", ""), detail.get("time", ""))
    except ValueError:
        raise TurnRefused("the date it is due is no date; write it as 2031-12-24, and the time as 18:00") from None


def _whole(detail: Detail, name: str, otherwise: int) -> int:
    text = detail.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise TurnRefused(f"{name.replace('_', ' ')} is no whole number")
    return int(text)


SCREENS: Mapping[str, Screen] = {
    "assignments": _assignments,
    "assigned": _assigned,
    "team-home": _team_home,
    "team-overview": _overview,
}
ACTS: Mapping[str, Act] = {
    "assignment_make": _make,
    "assignment_due": _change_due,
    "assignment_close": _close,
    "assignment_open": _reopen,
    "assigned_begin": _begin,
    "assignments_csv": _save_assignments,
    "sessions_csv": _save_sessions,
}
