"""Drill: one move practised in a short moment, and when it is due again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from agent.model.base import FrozenModel
from agent.model.verdict import Verdict


class Skill(StrEnum):
    """The moves that are drilled, one at a time."""

    SAY_BACK = "say_back"
    LEAVE_CHOICE = "leave_choice"
    SET_LIMIT = "set_limit"
    MEND_RUPTURE = "mend_rupture"
    ASK_REASONS = "ask_reasons"


class DrillMoment(FrozenModel):
    """A short moment cut from a persona: somebody says something, and the rep answers with one line.

    Attributes:
        id: the same for the same persona, version and words. persona: its id. scene: what the rep must know.
        said: the customer's words to be answered. before: the rep's line before, where the moment needs one.
        held_back: the customer is one that drills never use to teach, so that it shows transfer.
        kind: which kind of moment of the skill's sheet it is.
    """

    id: str
    persona: str
    skill: Skill
    kind: str
    scene: str
    said: str
    before: str | None = None
    held_back: bool = False


class DrillCard(FrozenModel):
    """Where a person stands with a skill. `state`: the scheduler's own, as JSON."""

    person: str | None
    skill: Skill
    due: datetime
    state: str


class Review(FrozenModel):
    """One answer to a moment.

    Attributes:
        passed: the move was in evidence and nothing in the line did harm. rating: 1 (again) to 4 (easy), as in fsrs.
        held_back: the moment was one of a customer that drills never use to teach.
    """

    person: str | None
    skill: Skill
    moment: str
    line: str
    passed: bool
    rating: int = Field(ge=1, le=4)
    held_back: bool = False
    at: datetime


class Answered(FrozenModel):
    """A review as the log keeps it: with the moment as it was asked, and how the line was read.

    Attributes:
        nth: its number among all of the person's reviews, from 1.
    """

    nth: int = Field(ge=1)
    review: Review
    moment: DrillMoment
    verdict: Verdict
