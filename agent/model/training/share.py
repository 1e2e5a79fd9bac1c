"""Share: one line of a session that may be shown to others by a link, once whose it is has agreed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from agent.model.base import FrozenModel

DAYS = 30
"""Days that a link works from the consent on: a month of lessons, after which somebody agrees anew."""


class Consent(StrEnum):
    """What whose line it is has said."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"
    """Refused, or taken back."""


class Share(FrozenModel):
    """A line that may be shown, or is asked for.

    Attributes:
        session, number: which line. owner: whose it is. asked_by: id of the trainer who asked; None where the rep made
            the link themself. linked: a link was made. until: the link leads nowhere from then on.
    """

    id: str
    session: str
    number: int
    owner: str | None
    asked_by: str | None = None
    consented: datetime | None = None
    refused: datetime | None = None
    linked: bool = False
    until: datetime | None = None
    at: datetime

    @property
    def consent(self) -> Consent:
        """What whose line it is has said so far."""
        if self.refused is not None:
            return Consent.REFUSED
        return Consent.GIVEN if self.consented is not None else Consent.ASKED

    def works(self, now: datetime) -> bool:
        """Say whether a link to it may be opened."""
        return self.consent is Consent.GIVEN and self.until is not None and self.until > now
