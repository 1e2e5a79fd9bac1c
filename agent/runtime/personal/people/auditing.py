"""Auditing: who read what of whom, written down as it happens, and told with the names that people bear now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from agent.errors import NotSignedIn, UnknownSession
from agent.model.practice.audit import AuditAct, AuditEntry
from agent.model.practice.person import Person, Role
from agent.model.turn import SessionInfo

if TYPE_CHECKING:
    from agent.runtime.personal.personal_room import PersonalRoom
    from agent.runtime.room import Room

AGAIN = timedelta(minutes=10)
"""Time within which somebody who reads on in a session has read it once: a page asks for it several times."""

DAILY = timedelta(days=1)
"""Time within which somebody who looks at a team's numbers again has looked at them once."""


@dataclass(frozen=True)
class Told:
    """A row of the audit with what its ids stand for now.

    Attributes:
        actor, person: who it was, and to whom it was done; None where there is nobody, or they are erased.
        session: what is known of the session, without its words; None where there is none, or it is erased.
    """

    entry: AuditEntry
    actor: Person | None
    person: Person | None
    session: SessionInfo | None


def note_reading(room: Room, reader: Person, info: SessionInfo) -> None:
    """Write down that somebody reads a session that is not theirs. Where it cannot be written, nothing is read."""
    room.log.audit.add_once(reader.owns_as, AuditAct.READ.value, session=info.id, person=info.owner, within=AGAIN)


def note_counting(room: Room, reader: Person, owners: Iterable[str]) -> None:
    """Write down, once a day, that somebody looks at what others submitted, counted together."""
    for owner in dict.fromkeys(owners):
        room.log.audit.add_once(reader.owns_as, AuditAct.COUNTED.value, session=None, person=owner, within=DAILY)


def audit_page(room: PersonalRoom, limit: int, offset: int = 0, name: str = "") -> list[Told]:
    """Return rows of the audit, newest first; with `name`, those about one person.

    Raises:
        NotSignedIn: one is no admin.
    """
    if not room.person.may(Role.ADMIN):
        raise NotSignedIn("Only an admin reads the audit. Mend: ask one of yours.")
    log = room.room.log
    person = log.persons.named(name) if name else None
    if name and person is None:
        return []
    return [_with_names(room.room, entry) for entry in log.audit.entries(limit, offset, person)]


def readings_of_mine(room: PersonalRoom, limit: int) -> list[Told]:
    """Return who read a session of one's own or counted one in, or saved all of one's data, newest first."""
    if not room.person.id:
        return []
    acts = (AuditAct.READ.value, AuditAct.COUNTED.value, AuditAct.EXPORTED.value)
    found = room.room.log.audit.done_to(room.person.id, acts, limit)
    return [_with_names(room.room, entry) for entry in found]


def _with_names(room: Room, entry: AuditEntry) -> Told:
    actor = room.person(entry.actor) if entry.actor else None
    person = room.person(entry.person) if entry.person else None
    return Told(entry, actor, person, _session_now(room, entry.session))


def _session_now(room: Room, session: str | None) -> SessionInfo | None:
    if session is None:
        return None
    try:
        return room.session(session)
    except UnknownSession:
        return None
