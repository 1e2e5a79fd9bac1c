"""Person export: all that the log holds of one person, as one JSON document. It holds no password and no key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from agent.errors import NotSignedIn
from agent.model.practice.audit import AuditAct
from agent.model.practice.person import Role
from agent.model.practice.terms import Mode
from agent.model.turn import SessionInfo, Turn
from agent.redaction import strike_said
from agent.runtime.personal.people.erasing import person_named
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.room import Room

MOST_READINGS = 10_000
"""Rows of the audit that are told, the newest: more than a person is read in a career."""

HELD_BACK = "told when the exam is over"
"""What stands for the readings of an exam that goes on: they are told at its end only, in a file as on a screen."""


def export_own(room: PersonalRoom) -> str:
    """Return one's own data; in a room without accounts, all that has no owner."""
    return _written(room.room, room.person.owns_as, room.person.owns_as)


def export_person(room: PersonalRoom, name: str) -> str:
    """Return somebody's data at their request, as an admin; that it was done stands in the audit.

    Raises:
        NotSignedIn: one is no admin. TurnRefused: nobody has this name.
    """
    if not room.person.may(Role.ADMIN):
        raise NotSignedIn("Only an admin may save somebody else's data. Mend: ask one of yours.")
    return _written(room.room, person_named(room.room, name), room.person.owns_as)


def export_as_operator(room: Room, name: str) -> str:
    """Return somebody's data by the name they sign in with, on the command line.

    Raises:
        TurnRefused: nobody has this name.
    """
    return _written(room, person_named(room, name), None)


def _written(room: Room, owner: str | None, actor: str | None) -> str:
    log = room.log
    if owner != actor or owner is not None:  # where nobody signs in there is nobody to tell apart
        log.audit.add(actor, AuditAct.EXPORTED.value, person=owner)
    besides = log.persons.besides_sessions(owner)
    document = {
        "made": datetime.now(UTC).isoformat(),
        "rollwith": version("rollwith"),
        "person": next(iter(besides.pop("people")), None),
        **besides,
        "sessions": [_session_data(room, session) for session in log.persons.session_ids(owner)],
        "audit": _audit(room, owner),
    }
    return strike_said(json.dumps(document, ensure_ascii=False, indent=1))


def _session_data(room: Room, session: str) -> Mapping[str, Any]:
    info = room.session(session)
    debrief = room.debrief(session)
    return {
        "session": info.model_dump(mode="json"),
        "turns": [_exported_turn(turn, info) for turn in room.turns(session)],
        "unanswered": [line.model_dump(mode="json") for line in room.unanswered(session)],
        "pending": room.pending(session),
        "debrief": debrief.model_dump(mode="json") if debrief else None,
        **room.log.persons.of_session(session),
    }


def _exported_turn(turn: Turn, info: SessionInfo) -> Mapping[str, Any]:
    if info.mode is not Mode.EXAM or info.finished:
        return turn.model_dump(mode="json")
    return {"number": turn.number, "rep": turn.rep, "customer": turn.reply.text, "readings": HELD_BACK}


def _audit(room: Room, owner: str | None) -> list[Mapping[str, Any]]:
    """Return what the audit holds of a person, with the names of others only where these read their sessions."""
    if owner is None:
        return []
    told: list[Mapping[str, Any]] = []
    for entry in room.log.audit.entries(MOST_READINGS, person=owner):
        actor = room.person(entry.actor) if entry.actor else None
        by = "you" if entry.actor == owner else actor.shown if actor else "the program or somebody who is erased"
        on = "you" if entry.person == owner else ("somebody else" if entry.person else None)
        told.append({"at": entry.at.isoformat(), "act": entry.act, "by": by, "on": on, "detail": entry.detail})
    return told
