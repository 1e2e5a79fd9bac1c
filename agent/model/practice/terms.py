"""Terms: how a session is practised, what an exam asks, and how the rep rates themself."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from agent.model.base import FrozenModel


class Mode(StrEnum):
    """When a rep is told how their lines were read."""

    PRACTICE = "practice"
    """After every line."""
    CALM = "calm"
    """When they ask, and at the end."""
    EXAM = "exam"
    """At the end only."""


class ExamTerms(FrozenModel):
    """What an exam asks.

    Attributes:
        pass_mark: the score 0..100 from which it is passed. most_lines: lines the rep may say; then it ends.
        attempts: how often it may be taken with one customer.
    """

    pass_mark: int = Field(50, ge=0, le=100)
    most_lines: int = Field(12, ge=1, le=200)
    attempts: int = Field(3, ge=1, le=100)


class SelfRating(FrozenModel):
    """How the rep rates themself before they see a score, 1..5 each.

    Attributes:
        heard: how well the customer felt understood (the criterion empathize).
        free: how far the choice was left with the customer (the criterion empower).
    """

    heard: int = Field(ge=1, le=5)
    free: int = Field(ge=1, le=5)
