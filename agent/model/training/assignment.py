"""Assignment: what a trainer asks of reps, and how far one of them has come with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from agent.model.base import FrozenModel
from agent.model.practice.terms import ExamTerms, Mode

MOST_SESSIONS = 20
"""Sessions that may be asked for at once: more than anybody practises with one customer in a month."""

LONGEST_TITLE, LONGEST_NOTE = 120, 1000
"""Letters of a title, which is one line, and of a note, which is a paragraph or two."""


class Assignment(FrozenModel):
    """Sessions with one customer that a trainer asks for.

    Attributes:
        team: whose trainer asks. terms: what an exam asks; None in the other modes. sessions: how many to hand in.
        due: until when, in UTC; None for no date. closed: since when it asks for nothing more.
        by: id of who asked; None once they are erased. at: when.
    """

    id: str
    team: str
    persona: str
    mode: Mode = Mode.PRACTICE
    terms: ExamTerms | None = None
    sessions: int = Field(1, ge=1, le=MOST_SESSIONS)
    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    note: str = Field("", max_length=LONGEST_NOTE)
    due: datetime | None = None
    closed: datetime | None = None
    by: str | None = None
    at: datetime


class Progress(StrEnum):
    """How far somebody is with an assignment. A session that is not handed in is never told of, not even begun."""

    NOT_YET = "not handed in yet"
    LATE = "late"
    HANDED_IN = "handed in"
    HANDED_IN_LATE = "handed in late"


def progress_of(asked: Assignment, handed_in: Sequence[datetime], now: datetime) -> Progress:
    """Return how far somebody is.

    Args:
        handed_in: when each session of theirs was given to the trainer, in any order. now: the present time.
    """
    if len(handed_in) >= asked.sessions:
        whole = sorted(handed_in)[asked.sessions - 1]
        return Progress.HANDED_IN_LATE if asked.due and whole > asked.due else Progress.HANDED_IN
    return Progress.LATE if asked.due and now > asked.due else Progress.NOT_YET
