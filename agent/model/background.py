"""Background: what a grader may know beside the last lines: the change at stake, the brief, what was said long ago."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.model.base import FrozenModel


class Said(FrozenModel):
    """One line of a conversation, as context for the grader and the customer."""

    speaker: Literal["rep", "customer"]
    text: str


class StatementKind(StrEnum):
    """What a sentence is worth remembering for."""

    SAID = "said"
    ASKED = "asked"
    PROMISED = "promised"
    REFUSED = "refused"
    ABOUT_SELF = "about_self"


class Statement(FrozenModel):
    """One thing that was said, as both are held to it.

    Attributes:
        turn: the turn it comes from; 0 for the opening. speaker: who said it. kind: what it is worth remembering for.
        subject: what it is about; of two statements of one speaker on one subject the later one stands.
        text: the words, cut where they are long.
    """

    turn: int = Field(ge=0)
    speaker: Literal["rep", "customer"]
    kind: StatementKind
    subject: str
    text: str = Field(min_length=1)


class Background(FrozenModel):
    """What whoever grades may know beside the line and the few lines before it. Nothing in it is hidden from the rep.

    Attributes:
        change: the change at stake, as the persona's file has it.
        brief: what the rep was told before the conversation, one sentence each.
        statements: what was said before `talk`, oldest first.
        talk: the last turns whole, oldest first; the window moves by several turns at once, so that a prompt that
            tells them begins as it began the turn before.
    """

    change: str = ""
    brief: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    talk: tuple[Said, ...] = ()


NO_BACKGROUND = Background()
"""Of a line that stands by itself."""
