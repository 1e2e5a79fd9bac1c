"""SignIn: how somebody with a name and a password comes in, and how somebody with a link gets both."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from agent.accounts.brake import Brake
from agent.accounts.passwords import SHORTEST, Passwords, require_good
from agent.errors import AccountRefused, NotSignedIn
from agent.event_log import log_event
from agent.model.practice.account import Change, account_name
from agent.model.practice.person import Person, Role
from agent.storage.store import Store

_log = logging.getLogger(__name__)

WRONG = "The name or the password is not right. Mend: try again, or ask an admin for a link to set a new password."


@dataclass(frozen=True)
class Wait:
    """Too many tries were made; so many seconds until the next one."""

    seconds: float


class SignIn:
    """Signs people in by name and password."""

    def __init__(self, log: Callable[[], Store], passwords: Passwords, brake: Brake, hours: float) -> None:
        """`log` opens the log when it is first needed; `hours` is how long a login lasts."""
        self._log, self._hours = log, hours
        self.passwords, self.brake = passwords, brake

    async def by_password(self, name: str, password: str, address: str) -> str | Wait:
        """Sign somebody in; return the token for their browser's cookie, or how long to wait.

        Raises:
            NotSignedIn: name or password are wrong, or the account is not active; which of these is not told.
        """
        found = await self.tried(name, password, address)
        return found if isinstance(found, Wait) else await self.begin(found)

    async def tried(self, name: str, password: str, address: str) -> Person | Wait:
        """Return whose name and password these are, or how long to wait before the next try.

        Raises:
            NotSignedIn: nobody's, or those of an account that is not active.
        """
        begun = self.brake.begin(_brake_name(name), address)
        if isinstance(begun, float):
            log_event(_log, logging.WARNING, "login_braked", address=address, wait=round(begun, 1))
            return Wait(begun)
        found = await self.check(name, password)
        if found is None:
            log_event(_log, logging.WARNING, "login_failed", address=address)
            raise NotSignedIn(WRONG)
        self.brake.succeeded(begun)
        return found

    async def check(self, name: str, password: str) -> Person | None:
        """Return the active person who has this name and password, or None, after the same time."""
        store = await asyncio.to_thread(self._log)
        known = await asyncio.to_thread(store.people.named, _brake_name(name))
        person, kept = known or (None, None)
        right = await self.passwords.verify(kept, password)
        if not right or person is None or not person.active:
            return None
        if kept and self.passwords.is_outdated(kept):
            better = await self.passwords.hash(password)
            await asyncio.to_thread(store.people.rehash, person.id, kept, better)
        return person

    async def begin(self, person: Person) -> str:
        """Sign somebody's browser in, and return the token for its cookie."""
        store = await asyncio.to_thread(self._log)
        await asyncio.to_thread(store.audit.add, person.id, "signed_in", person=person.id)
        return await asyncio.to_thread(store.logins.begin, person.id, self._hours)

    async def by_link(self, token: str, password: str, name: str, shown: str) -> str:
        """Make the account, or set the new password, that a link is for; return the token for the browser's cookie.

        Raises:
            AccountRefused: the link is used or over, or name or password will not do; then the link stays good.
            NotSignedIn: the account is not active.
        """
        store = await asyncio.to_thread(self._log)
        found = await asyncio.to_thread(store.invites.find, token)
        if found is None:
            raise AccountRefused("this link was used already, or is over. Mend: ask for a new one.")
        name = account_name(found[1].name if found[1] else name)
        require_good(password, name)
        kept = await self.passwords.hash(password)
        person = await asyncio.to_thread(store.invites.use, token, kept, name, shown)
        await asyncio.to_thread(store.audit.add, person.id, "password_set" if found[1] else "joined", person=person.id)
        if not person.active:
            raise NotSignedIn("The password is set, but this account is not active. Mend: ask an admin.")
        return await self.begin(person)


def make_first_admin(store: Store, passwords: Passwords, name: str, password: str) -> str:
    """Make the account that ROLLWITH_LOGIN names, or give it that password and the role of an admin; return a remark.

    Somebody who has that password already stays signed in.

    Raises:
        AccountRefused: the name is not usable, or an outside provider knows that person.
    """
    name = account_name(name)
    known = store.people.named(name)
    if known is None:
        store.people.make(name, role=Role.ADMIN, password=passwords.hash_now(password))
    else:
        person, kept = known
        if not passwords.verify_now(kept, password):
            store.people.set_password(person.id, passwords.hash_now(password))
        if person.role is not Role.ADMIN or not person.active:
            store.people.change(person.id, Change(role=Role.ADMIN, active=True))
    if len(password) < SHORTEST:
        return f"The password in ROLLWITH_LOGIN has fewer than {SHORTEST} characters. Mend: choose a longer one."
    return ""


def _brake_name(name: str) -> str:
    """Return a name as tries at it are counted, however it is typed; all that nobody can be called count as one."""
    try:
        return account_name(name)
    except AccountRefused:
        return "\n"
