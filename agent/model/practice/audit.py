"""Audit: what is written down of who read what of whom, and who changed whom."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from agent.model.base import FrozenModel


class AuditAct(StrEnum):
    """What is written down by the services for people's data; changes of accounts have acts of their own."""

    READ = "read"
    """Opened somebody else's session: its debrief, its conversation or a file of it."""
    COUNTED = "counted"
    """Looked at what somebody submitted, counted together with the rest of the team, with lines quoted."""
    SUBMITTED = "submitted"
    """Gave a session of one's own to the trainers of one's team."""
    TAKEN_BACK = "taken_back"
    """Took it back."""
    EXPORTED = "exported"
    """Saved all that the log holds of a person."""
    ERASED = "erased"
    """Erased a person."""
    PUBLISHED = "published"
    """Published an edition of a customer or a rubric."""
    WENT_BACK = "went_back"
    """Published an older edition again."""
    WITHDREW = "withdrew"
    """Took back what was published of a customer or a rubric."""


class AuditEntry(FrozenModel):
    """One row of the audit: ids only, so that it says nothing of a person who is erased.

    Attributes:
        nth: its place in the audit, from 1. at: when.
        actor: who did it; None for the program, its command line, or a room without accounts.
        act: what was done, an `AuditAct` or the name of a change of an account.
        session, person: to which session and to whom, where it was done to one. detail: words of the program.
    """

    nth: int
    at: datetime
    actor: str | None
    act: str
    session: str | None
    person: str | None
    detail: str
