"""Own account: what anybody may change of their own, whatever their role."""

from __future__ import annotations

from agent.errors import NotSignedIn
from agent.model.practice.account import Change
from agent.model.practice.person import Person
from agent.runtime.personal.personal_room import PersonalRoom


def rename_own(room: PersonalRoom, shown: str) -> Person:
    """Change the name that others see of oneself; the one to sign in with stays.

    Raises:
        NotSignedIn: nobody signs in here. AccountRefused: the name is not usable.
    """
    person = _own_id(room)
    changed = room.room.log.people.change(person, Change(shown=shown))
    room.room.log.audit.add(person, "changed", person=person, detail="shown")
    return changed


def sign_out_elsewhere(room: PersonalRoom, here: str) -> int:
    """Sign oneself out of every browser but this one; return how many these were.

    Args:
        here: the login of this browser, as the door wrote it down; see `agent/web/doors/whoever.py`.

    Raises:
        NotSignedIn: nobody signs in here.
    """
    return room.room.log.persons.sign_out(_own_id(room), here)


def _own_id(room: PersonalRoom) -> str:
    if not room.person.id:
        raise NotSignedIn("Nobody signs in here, so there is no account. Mend: make one with `rollwith users invite`.")
    return room.person.id
