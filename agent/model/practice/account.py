"""Account: what is kept of somebody who may come in, what may be changed of it, and how names are written."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from agent.errors import AccountRefused
from agent.model.base import FrozenModel
from agent.model.practice.person import Person, Role

LONGEST_NAME = 64
"""Characters of a name or of a team: longer than any that people bear, short enough for one line of a page."""


class Account(FrozenModel):
    """Somebody's account, as those see it who look after accounts.

    Attributes:
        made: when it was made. outside: they sign in by the outside provider, and have no password here.
        seen: when they last signed in, as far as the login is still kept.
    """

    person: Person
    made: datetime
    outside: bool = False
    seen: datetime | None = None


class Change(FrozenModel):
    """What is to be changed of an account; None leaves a thing as it is."""

    role: Role | None = None
    team: str | None = None
    shown: str | None = None
    active: bool | None = None


class Invitation(FrozenModel):
    """A link by which somebody makes an account, or (with `person`) sets a new password.

    Attributes:
        id: names it to who looks after accounts; leads nowhere.
        token: the link's secret part; empty when it is listed later, since only its hash is kept.
        by: id of who made it; None for the operator. until: the link leads nowhere from then on.
    """

    id: str
    token: str
    role: Role
    team: str
    by: str | None
    person: str | None
    until: datetime

    @property
    def path(self) -> str:
        """Where the link leads, below the address of the app."""
        return f"invite/{self.token}"

    def address(self, base: str) -> str:
        """Return the link as it is sent to somebody; `base` is the address of the app."""
        return f"{base.rstrip('/')}/{self.path}"


def account_name(text: str) -> str:
    """Return the name that somebody signs in with as it is kept: lower case, composed, without blanks around it.

    Raises:
        AccountRefused: it is empty, too long, or holds what cannot be printed.
    """
    return printable(unicodedata.normalize("NFC", text.strip()).lower(), "the name")


def printable(text: str, what: str, *, empty: bool = False) -> str:
    """Return text as it may stand in one line of a page.

    Args:
        text: as typed. what: what it is, for the message. empty: nothing is good enough.

    Raises:
        AccountRefused: it is too long, holds what cannot be printed, or is empty and may not be.
    """
    made = unicodedata.normalize("NFC", text.strip())
    if len(made) > LONGEST_NAME or not made.isprintable() or not (made or empty):
        raise AccountRefused(
            f"{what} is not usable. Mend: write {0 if empty else 1} to {LONGEST_NAME} letters, digits or signs, "
            "without line breaks and invisible characters."
        )
    return made
