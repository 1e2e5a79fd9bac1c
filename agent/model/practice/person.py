"""Person: who comes in, what they may do, and in which team."""

from __future__ import annotations

from enum import StrEnum

from agent.model.base import FrozenModel


class Role(StrEnum):
    """What somebody may do, each all that the one before may."""

    REP = "rep"
    LABELLER = "labeller"
    TRAINER = "trainer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """Position in the order, from 0."""
        return list(Role).index(self)


class Person(FrozenModel):
    """Somebody who may come in.

    Attributes:
        id: given by the program, never told to others; empty for the one person of a room without accounts.
        name: what they sign in with, lower case. shown: what others see.
        team: the team they belong to; empty for none. active: they may sign in.
    """

    id: str
    name: str
    shown: str
    role: Role = Role.REP
    team: str = ""
    active: bool = True

    def may(self, role: Role) -> bool:
        """Say whether they may do what a role may."""
        return self.active and self.role.rank >= role.rank

    @property
    def owns_as(self) -> str | None:
        """What the log writes down as the owner of their sessions; None in a room without accounts."""
        return self.id or None


LOCAL = Person(id="", name="you", shown="You", role=Role.ADMIN)
"""The one person of a room on their own machine, where nobody signs in."""
