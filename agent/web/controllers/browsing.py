"""Browsing: the screens from which a rep begins, and what they read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from markupsafe import Markup

from agent.errors import RollwithError
from agent.model.persona import Persona
from agent.model.turn import SessionInfo
from agent.runtime.personal.people.submitting import offer_of
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers import exams
from agent.web.controllers.contract import Act, Screen
from agent.web.controllers.training.assignments import asked_note, hand_in_title
from agent.web.controllers.training.sharing import sharing_part
from agent.web.routes import Route
from agent.web.session_view import open_view
from agent.web.views.choose import brief, choose
from agent.web.views.debrief import debrief
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, not_here
from agent.web.views.people.submitting import handing_in, submitting
from agent.web.views.practice.rating import rating_screen

REMEMBERED = 500
"""Sessions that are looked through for what came of meeting a persona before."""


def _choose(room: PersonalRoom, route: Route) -> Markup:
    library = room.library
    return choose(library.personas(), room.sessions(REMEMBERED), library.problems(), asked_note(room))


def _brief(room: PersonalRoom, route: Route) -> Markup:
    persona = room.library.persona(route.id)
    met = [info for info in room.sessions(REMEMBERED) if info.persona == persona.id]
    return brief(persona, met, exams.cards(room, persona.id))


def _debrief(room: PersonalRoom, route: Route) -> Markup:
    view = open_view(room, route.id, 1)
    told = room.debrief(route.id)
    if told is None:
        return not_here("This conversation has not ended yet, so it has no debrief.", Route("talk", route.id))
    if exams.rating_due(room, view.info):
        return rating_screen(view.persona, view.info)
    info, hand_in, offer = view.info, hand_in_title(room, view.info), offer_of(room, view.info)
    best = told.summary.best.turn if told.summary.best else 0
    given = join((submitting(info, offer, hand_in), _sending(room, info), sharing_part(room, info, best)))
    top = join((handing_in(info, offer, hand_in), exams.result_and_gap(room, info, told)))
    return debrief(view.persona, view.rubric, info, told, given, top)


def _sending(room: PersonalRoom, info: SessionInfo) -> Markup:
    """Return the button that tells a session of one's own to the record store; nothing where none is set."""
    if room.room.record_store.url is None or info.owner != room.person.owns_as:
        return EMPTY
    told = "Send it to the learning record store, without your words"
    return markup('<p class="rw-row">{act}</p>', act=button("send-statements", told, session=info.id))


def personas_met(room: PersonalRoom, sessions: Sequence[SessionInfo]) -> dict[str, Persona]:
    """Return the personas of sessions by id, as the newest session of each began with them."""
    met: dict[str, Persona] = {}
    for info in sessions:
        if info.persona not in met:
            with suppress(RollwithError):  # the row says that the persona is not there
                met[info.persona] = room.persona_of(info)
    return met


SCREENS: Mapping[str, Screen] = {"choose": _choose, "brief": _brief, "debrief": _debrief}
ACTS: Mapping[str, Act] = {}
