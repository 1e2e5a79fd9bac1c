"""Dispute: a rep says that a line was meant otherwise than it was read."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from agent.model.base import FrozenModel
from agent.model.practice.terms import Mode


class Dispute(FrozenModel):
    """One reading that a rep disputes.

    Attributes:
        session, turn: which line. evidence: the code or check it was read as. quote: the words read so, or empty.
        meant: what the rep says they meant. by: the id of the person. at: when.
        struck: the reading was taken back and the talk went on without it; else it is noted for the label desk.
        was, now: resistance after the line with the reading, and without it; None for one that is only noted.
    """

    id: str
    session: str
    turn: int = Field(ge=1)
    evidence: str
    quote: str = ""
    meant: str
    by: str | None = None
    at: datetime
    struck: bool = False
    was: float | None = Field(None, ge=0, le=10)
    now: float | None = Field(None, ge=0, le=10)


LONGEST_MEANT = 500
"""Letters in which a rep says what they meant: three or four sentences. It is a label, no second talk."""


class DisputedLine(FrozenModel):
    """A dispute as the label desk reads it: with the line, and what the line was graded by.

    Attributes:
        rep: the whole line. persona, persona_version, rubric: what the session began with. mode: how it is practised.
    """

    dispute: Dispute
    rep: str
    persona: str
    persona_version: int
    rubric: str
    mode: Mode
