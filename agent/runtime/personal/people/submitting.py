"""Submitting: a rehearsal is private until its owner gives it to the trainers of their team, and again once taken back.

Only the session itself is given. A branch of it, which is a session of its own, stays private until it is given too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.audit import AuditAct
from agent.model.practice.person import Person, Role
from agent.model.turn import SessionInfo
from agent.runtime.personal.personal_room import PersonalRoom, may_be_read_by


@dataclass(frozen=True)
class Offer:
    """Whether a session can be given to one's trainers, and to whom.

    Attributes:
        open: it can be given, or taken back, now. why: what stands against it, with the mend; empty if nothing does.
        readers: the shown names of those who can read it once it is given; empty where the team has no trainer yet.
    """

    open: bool
    why: str = ""
    readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamSession:
    """A submitted session and the person who gave it."""

    info: SessionInfo
    owner: Person


def offer_of(room: PersonalRoom, info: SessionInfo) -> Offer | None:
    """Return how a session of one's own can be given to one's trainers; None for a room or a session without that."""
    person = room.person
    if not person.id or info.owner != person.owns_as:
        return None
    if not info.finished:
        return Offer(False, "A conversation can be given to a trainer once it has ended.")
    if not person.team:
        return Offer(False, "You belong to no team yet, so nobody could read it. Mend: ask an admin to put you in one.")
    return Offer(True, readers=tuple(room.room.log.submissions.trainers_of(person.team, person.id)))


def give_to_trainer(room: PersonalRoom, session: str) -> SessionInfo:
    """Let the trainers of one's team read a session of one's own that has ended; given twice is given once.

    Raises:
        UnknownSession: it is not one's own. TurnRefused: it has not ended, or there is no team to give it to.
    """
    info = room.own(session)
    offer = offer_of(room, info)
    if offer is None:
        raise TurnRefused("nobody signs in here, so there is no trainer to give it to. Mend: `rollwith users invite`.")
    if not offer.open:
        raise TurnRefused(offer.why)
    return info if info.submitted else _noted(room, session, "yes", AuditAct.SUBMITTED)


def take_back(room: PersonalRoom, session: str) -> SessionInfo:
    """Make a session of one's own private again; its lines leave the label desk, with how they were coded.

    Raises:
        UnknownSession: it is not one's own.
    """
    info = room.own(session)
    if not info.submitted:
        return info
    private = _noted(room, session, "", AuditAct.TAKEN_BACK)
    room.room.log.training.desk.take_out(session)
    return private


def team_sessions(room: PersonalRoom, limit: int, offset: int = 0, name: str = "") -> list[TeamSession]:
    """Return what the people of one's team submitted, the newest first; with `name`, what one of them did.

    Raises:
        NotSignedIn: one is no trainer, or trains no team.
    """
    person = _as_trainer(room)
    owner = room.room.log.persons.named(name) if name else None
    if name and owner is None:
        return []
    found = room.room.log.submissions.of_team(person.team, person.id, limit, offset, owner)
    known = _people(room, [info.owner or "" for info in found])
    rows = [(info, known.get(info.owner or "")) for info in found]
    return [TeamSession(info, who) for info, who in rows if who and may_be_read_by(person, info, who)]


def team_members(room: PersonalRoom) -> list[Person]:
    """Return the people of one's team who submitted something, by their shown name.

    Raises:
        NotSignedIn: as `team_sessions`.
    """
    person = _as_trainer(room)
    given = _people(room, room.room.log.submissions.owners_of(person.team, person.id))
    return sorted(given.values(), key=lambda one: (one.shown.casefold(), one.name))


def _as_trainer(room: PersonalRoom) -> Person:
    person = room.person
    if not person.id or not person.may(Role.TRAINER):
        raise NotSignedIn("Only a trainer reads what a team submits. Mend: ask an admin to make you one.")
    if not person.team:
        raise NotSignedIn(
            "You train no team yet, and nobody belongs to the team without a name. "
            "Mend: an admin gives you a team on the people page, or by `rollwith users`."
        )
    return person


def _noted(room: PersonalRoom, session: str, body: str, act: AuditAct) -> SessionInfo:
    log = room.room.log
    log.notes.add(session, "submitted", body)
    log.audit.add(room.person.owns_as, act.value, session=session, person=room.person.owns_as)
    return room.own(session)


def _people(room: PersonalRoom, ids: Sequence[str]) -> dict[str, Person]:
    found = {one: room.room.person(one) for one in dict.fromkeys(ids)}
    return {one: person for one, person in found.items() if person is not None}
