"""Desk line: a line at the label desk, with what was said before it and how engines read it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.model.background import Said
from agent.model.base import FrozenModel
from agent.model.training.coding import Coding, EngineReading

CONTEXT_LINES = 6
"""Lines before the one to be coded that a labeller reads: as many as a grader is given in the evals."""

LONGEST_LINE = 8_000
"""Letters of a line that is brought to the desk: whole, or not at all."""


class Source(StrEnum):
    """Why a line came to the desk."""

    DISPUTED = "disputed"
    UNSURE = "unsure"
    SAMPLED = "sampled"
    TRANSCRIPT = "transcript"


class DeskLine(FrozenModel):
    """One line at the desk.

    Attributes:
        id: unique, and tells nothing. team: whose labellers see it; empty in a room without accounts.
        session: the session it stands in, or the transcript; number: which line of it. Neither is told to a labeller.
        group: names the conversation and tells nothing of it; intervals are drawn by it.
        readings: engine -> how it read the line; no labeller sees them. by: the id of who brought it.
    """

    id: str
    team: str = ""
    source: Source
    speaker: Literal["rep", "customer"]
    text: str
    context: tuple[Said, ...] = Field((), max_length=CONTEXT_LINES)
    session: str | None = None
    number: int | None = None
    group: str = ""
    readings: dict[str, EngineReading] = {}
    by: str | None = None
    at: datetime


class DeskTask(FrozenModel):
    """A line as its labeller sees it: never who said it, why it is there, or how anybody else read it.

    Attributes:
        place, of: which line of how many in this labeller's own order, from 1. mine: how they coded it so far.
        before, after: ids of the lines around it in that order, or empty.
    """

    id: str
    speaker: Literal["rep", "customer"]
    text: str
    context: tuple[Said, ...]
    place: int
    of: int
    mine: Coding | None = None
    before: str = ""
    after: str = ""


def desk_id(*parts: str | int) -> str:
    """Return an id of what the parts name, from which they cannot be read."""
    told = "\x00".join(str(part) for part in parts)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]
