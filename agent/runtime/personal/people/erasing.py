"""Erasing: one person with every word of theirs, by themself, by an admin, or by whoever runs the program."""

from __future__ import annotations

from dataclasses import dataclass

from agent.errors import NotSignedIn, TurnRefused
from agent.model.practice.person import Role
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.room import Room

LOCAL_WORDS = "erase everything"
"""What is typed where nobody signs in, so that there is no name to type."""


@dataclass(frozen=True)
class Erased:
    """What is gone: how many sessions, and whether an account went with them."""

    sessions: int
    account: bool


def words_to_type(room: PersonalRoom) -> str:
    """Return what one types to confirm that one's own data is to be erased."""
    return room.person.name if room.person.id else LOCAL_WORDS


def confirm_own(room: PersonalRoom, typed: str) -> None:
    """Refuse, before anything else is done, where what was typed does not confirm that one erases oneself.

    Raises:
        TurnRefused: it is not `words_to_type`.
    """
    _confirm(typed, words_to_type(room))


def erase_own(room: PersonalRoom, typed: str) -> Erased:
    """Erase oneself: sessions, drills, logins and account; in a room without accounts, all that has no owner.

    Raises:
        TurnRefused: what was typed is not `words_to_type`, a session is at work, or one is the last active admin.
    """
    confirm_own(room, typed)
    return _wipe(room.room, room.person.owns_as, room.person.owns_as)


def erase_person(room: PersonalRoom, name: str, typed: str) -> Erased:
    """Erase somebody by the name they sign in with, as an admin.

    Raises:
        NotSignedIn: one is no admin. TurnRefused: as `erase_own`, or nobody has this name.
    """
    if not room.person.may(Role.ADMIN):
        raise NotSignedIn("Only an admin may erase somebody else. Mend: ask one of yours.")
    person = person_named(room.room, name)
    _confirm(typed, name)
    return _wipe(room.room, person, room.person.owns_as)


def erase_as_operator(room: Room, name: str) -> Erased:
    """Erase somebody by the name they sign in with, on the command line.

    Raises:
        TurnRefused: nobody has this name, one of their sessions is at work, or they are the last active admin.
    """
    return _wipe(room, person_named(room, name), None)


def person_named(room: Room, name: str) -> str:
    """Return the id of whoever signs in by a name.

    Raises:
        TurnRefused: nobody does.
    """
    person = room.log.persons.named(name)
    if person is None:
        raise TurnRefused(f"nobody signs in as {name[:64]!r}. Mend: choose a name that `rollwith users list` tells.")
    return person


def _confirm(typed: str, wanted: str) -> None:
    if typed.strip().lower() != wanted.strip().lower():
        raise TurnRefused(f"nothing was erased: what you typed is not {wanted!r}. Mend: type it letter by letter.")


def _wipe(room: Room, owner: str | None, actor: str | None) -> Erased:
    gone = room.log.persons.erase(owner, by=actor)
    room.forget(gone)
    return Erased(len(gone), owner is not None)
