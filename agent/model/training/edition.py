"""Edition: what somebody writes of a customer or a rubric, and what was published of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from agent.model.base import FrozenModel

LONGEST_NOTE, SHORTEST_NOTE = 300, 3
"""Characters of the note that goes with an edition: one or two sentences that a colleague understands in a year."""


class Kind(StrEnum):
    """What is written."""

    PERSONA = "persona"
    RUBRIC = "rubric"


class Draft(FrozenModel):
    """What somebody writes and has not published; it may hold mistakes.

    Attributes:
        kind, id: of what. person: whose it is; empty in a room without accounts.
        text: the YAML file. voice: the file of the authored voice beside it, or empty.
        edition: the one it was begun from; 0 for the file that ships, or for none. at: when it was kept last.
    """

    kind: Kind
    id: str
    person: str
    text: str
    voice: str = ""
    edition: int = 0
    at: datetime


class Edition(FrozenModel):
    """What was published.

    Attributes:
        kind, id: of what. number: from 1; 0 for the file that ships, which is in no log.
        text, voice: the files; an empty `text` withdraws what was published before.
        note: what is new, by whoever published. came_of: the edition that was gone back to.
        by: who published; None for somebody who was erased, or in a room without accounts. at: when.
    """

    kind: Kind
    id: str
    number: int
    text: str
    voice: str = ""
    note: str = ""
    came_of: int | None = None
    by: str | None = None
    at: datetime | None = None

    @property
    def withdrawn(self) -> bool:
        """Whether it takes back what was published before."""
        return not self.text
