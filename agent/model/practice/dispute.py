"""Dispute: a rep says that a line was meant otherwise than it was read."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from agent.model.base import FrozenModel


class Dispute(FrozenModel):
    """One reading that a rep disputes.

    Attributes:
        session, turn: which line. evidence: the code or check it was read as. quote: the words read so, or empty.
        meant: what the rep says they meant. by: the id of the person. at: when.
        struck: the reading was taken back and the talk went on without it; else it is noted for the label desk.
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
