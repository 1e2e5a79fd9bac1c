"""Account desk: who may come in, looked after by an admin. What is done here stands in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.errors import AccountRefused, NotSignedIn
from agent.model.practice.account import Account, Change, Invitation
from agent.model.practice.person import Person, Role
from agent.runtime.personal.personal_room import PersonalRoom

if TYPE_CHECKING:
    from agent.storage.store import Store


class AccountDesk:
    """What an admin may do with accounts, and what anybody may do with their own.

    Every method may block; call it in a thread. Each raises NotSignedIn for somebody who is no admin (but for
    `own_link`), and AccountRefused, which names the mend, where a thing cannot be done.
    The audit's words for what is done here: `invited`, `reset`, `withdrawn`, `changed`, `adopted`.
    """

    def __init__(self, room: PersonalRoom) -> None:
        self._person, self._room = room.person, room.room

    def accounts(self) -> list[Account]:
        """Return every account, by name."""
        return self._as_admin().people.accounts()

    def named(self, name: str) -> Person:
        """Return somebody by the name they sign in with."""
        return self._as_admin().people.named_or_refused(name)

    def invite(self, role: Role = Role.REP, team: str = "") -> Invitation:
        """Make a link by which one person may make an account with this role, in this team."""
        store = self._as_admin()
        made = store.invites.make(role, team, by=self._person.owns_as)
        store.audit.add(self._person.owns_as, "invited", detail=role.value)
        return made

    def invitations(self) -> list[Invitation]:
        """Return the links that still wait to be used, newest first, without their secret part."""
        return self._as_admin().invites.waiting()

    def withdraw(self, invitation: str) -> None:
        """Let a link that still waits (by the invitation's id) lead nowhere."""
        store = self._as_admin()
        store.invites.withdraw(invitation)
        store.audit.add(self._person.owns_as, "withdrawn")

    def reset(self, person: str) -> Invitation:
        """Make a link by which somebody (by id) sets a new password. The old one stands until it is used."""
        store = self._as_admin()
        made = store.invites.make_reset(person, by=self._person.owns_as)
        store.audit.add(self._person.owns_as, "reset", person=person)
        return made

    def own_link(self) -> Invitation:
        """Make a link by which one sets a new password for oneself; its page asks for the present one as well."""
        if not self._person.id:
            raise AccountRefused("there are no accounts here yet. Mend: make one with `rollwith users invite`.")
        return self._room.log.invites.make_reset(self._person.id, by=self._person.id)

    def change(self, person: str, change: Change) -> Person:
        """Change an account (by id). Somebody who is made inactive is signed out everywhere."""
        store = self._as_admin()
        changed = store.people.change(person, change)
        for detail in _account_told(change):
            store.audit.add(self._person.owns_as, "changed", person=person, detail=detail)
        return changed

    def adopt(self, person: str) -> int:
        """Give somebody (by id) all that was practised before there were accounts; return how many sessions."""
        store = self._as_admin()
        count = store.people.adopt(person)
        store.audit.add(self._person.owns_as, "adopted", person=person, detail=str(count))
        return count

    def _as_admin(self) -> Store:
        """Return the log, to an admin only."""
        if not self._person.may(Role.ADMIN):
            raise NotSignedIn("Only an admin may look after accounts. Mend: ask one of yours.")
        return self._room.log


def _account_told(change: Change) -> list[str]:
    """Return what was changed in words of the program; a team or a shown name is somebody's words and stays out."""
    told = [f"role {change.role.value}"] if change.role else []
    told += [name for name in ("team", "shown") if getattr(change, name) is not None]
    return told + ([] if change.active is None else ["active" if change.active else "inactive"])
