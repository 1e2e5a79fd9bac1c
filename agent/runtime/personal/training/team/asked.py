"""Asked: what a trainer asks of oneself, begun on their terms and handed in by giving it to them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.errors import TurnRefused
from agent.model.practice.terms import Mode
from agent.model.training.assignment import Assignment, Progress, progress_of
from agent.model.turn import SessionInfo
from agent.runtime.personal import exams
from agent.runtime.personal.personal_room import PersonalRoom

MOST = 100
"""Assignments of one rep that are listed, the newest."""


@dataclass(frozen=True)
class AskedOfMe:
    """An assignment as its rep sees it. `open`: their session that is not over, to go on with."""

    assignment: Assignment
    progress: Progress
    handed_in: int
    open: SessionInfo | None
    ended: SessionInfo | None
    """Their newest session that is over and not handed in yet."""


def asked_of_me(room: PersonalRoom) -> list[AskedOfMe]:
    """Return what is asked of oneself, what is due first at the top; nothing where nobody signs in."""
    person, now = room.person, datetime.now(UTC)
    if not person.id or not person.team:
        return []
    log = room.room.log.training.assignments
    found = [_my_part(one, log.begun_for(one.id, person.id), now) for one in log.asked_of(person.id, person.team, MOST)]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: (_is_done(one.progress), one.assignment.due or never))


async def begin(room: PersonalRoom, assignment: str) -> SessionInfo:
    """Begin a session that somebody asks for, on their terms; one that is not over is gone on with.

    Raises:
        TurnRefused: it is not asked of oneself, or an exam's attempts are used up. DataError: the customer is gone.
    """
    mine = await asyncio.to_thread(asked_of_me, room)
    part = next((one for one in mine if one.assignment.id == assignment), None)
    if part is None:
        raise TurnRefused("that is not asked of you, or not any more; the page Asked of you lists what is")
    asked, owner = part.assignment, room.person.owns_as
    if part.open is not None:
        return part.open
    terms = asked.terms if asked.mode is Mode.EXAM else None
    if terms is not None:
        begun = await asyncio.to_thread(exams.attempts, room.room, owner, asked.persona, terms, asked.id)
        terms = begun.one_more()
    info = await room.room.start(asked.persona, owner=owner, mode=asked.mode, terms=terms)
    await asyncio.to_thread(room.room.log.training.assignments.link, info.id, asked.id, room.person.id)
    return info


def hands_in(room: PersonalRoom, info: SessionInfo) -> Assignment | None:
    """Return the assignment that a session of one's own is handed in for, once it is given to the trainer; or None."""
    log = room.room.log.training.assignments
    if not room.is_own(info) or not room.person.id or (asked := log.of_session(info.id)) is None:
        return None
    found = log.find(asked)
    return found if found is not None and found.team == room.person.team else None


def _my_part(asked: Assignment, begun: Sequence[SessionInfo], now: datetime) -> AskedOfMe:
    given = [info.submitted for info in begun if info.submitted]
    going = next((info for info in reversed(begun) if not info.finished), None)
    ended = next((info for info in reversed(begun) if info.finished and not info.submitted and info.turns), None)
    return AskedOfMe(asked, progress_of(asked, given, now), len(given), going, ended)


def _is_done(progress: Progress) -> bool:
    return progress in (Progress.HANDED_IN, Progress.HANDED_IN_LATE)
