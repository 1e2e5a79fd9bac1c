"""Exams: modes, self-rating, and what an exam hides until its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from markupsafe import Markup
from pydantic import ValidationError

from agent.errors import TurnRefused
from agent.model.debrief import Debrief
from agent.model.practice.terms import Mode, SelfRating
from agent.model.turn import SessionInfo
from agent.runtime.personal import exams
from agent.runtime.personal.personal_room import PersonalRoom
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.views.html import join
from agent.web.views.practice.modes import ExamOffer, mode_cards
from agent.web.views.practice.rating import exam_result, gap


def mode_of(text: str) -> Mode:
    """Return the mode that a page sent; an unknown one is refused.

    Raises:
        TurnRefused: there is no such mode.
    """
    try:
        return Mode(text or Mode.PRACTICE.value)
    except ValueError:
        raise TurnRefused("choose practice, calm or exam") from None


def cards(room: PersonalRoom, persona: str) -> Markup:
    """Return the modes to choose from for a customer; the one chosen last is chosen again, but an exam never is.

    An exam uses up an attempt, so that one begins only where it was chosen for this customer, or is open with them.
    """
    newest = room.sessions(1)
    begun = exams.attempts(room.room, room.person.owns_as, persona, room.room.exam_terms)
    going = begun.going_on
    offer = ExamOffer(begun.terms, begun.used, going.turns if going else None)
    if going:
        return mode_cards(Mode.EXAM, offer)
    last = newest[0].mode if newest else Mode.PRACTICE
    return mode_cards(Mode.PRACTICE if last is Mode.EXAM else last, offer)


def rating_due(room: PersonalRoom, info: SessionInfo) -> bool:
    """Say whether whoever asks must rate themself before this debrief is shown: the rep, once, if anything was said."""
    return info.finished and not info.rated and info.turns > 0 and info.owner == room.person.owns_as


def result_and_gap(room: PersonalRoom, info: SessionInfo, told: Debrief) -> Markup:
    """Return what stands on top of a debrief: what came of the exam, and the rep's own rating beside the grader's."""
    own = info.owner == room.person.owns_as
    return join((exam_result(exams.came_of(room.room, info, told)), gap(info, told.summary, own)))


async def _rate(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(_note_rating, room, detail)
    yield Route("debrief", detail["session"])


def _note_rating(room: PersonalRoom, detail: Detail) -> None:
    info = room.own(detail.get("session", ""))
    if not info.finished:
        raise TurnRefused("the conversation has not ended yet; rate yourself when it has")
    if info.rated:
        return  # the first rating stands: a second one would know the score
    if detail.get("skip"):
        if info.mode is Mode.EXAM:
            raise TurnRefused("in an exam, both questions are answered before the score is shown")
        room.room.log.notes.add(info.id, "rating", "")
        return
    room.room.log.notes.add(info.id, "rating", _rating(detail).model_dump_json())


def _rating(detail: Detail) -> SelfRating:
    try:
        return SelfRating(heard=int(detail.get("heard", "")), free=int(detail.get("free", "")))
    except (ValueError, ValidationError):
        raise TurnRefused("answer both questions, from 1 to 5 each") from None


SCREENS: Mapping[str, Screen] = {}
ACTS: Mapping[str, Act] = {"rate": _rate}
