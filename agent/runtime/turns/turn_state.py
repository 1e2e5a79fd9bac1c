"""Turn state: what one turn is given and hands on, and who takes part in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from agent.customer.contract import Customer
from agent.customer.decider import Decider
from agent.grading.contract import Grader
from agent.model.acts import Intent
from agent.model.background import Background, Said, Statement
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Verdict
from agent.runtime.turns.early_reply import EarlyReply


class TurnState(TypedDict, total=False):
    """What a turn is given, and what its nodes hand on."""

    persona: Persona
    """Who the customer is."""
    line: str
    """The rep's words."""
    recent: tuple[Said, ...]
    """The last few lines said before, oldest first."""
    earlier: tuple[Reply, ...]
    """The customer's last few replies, oldest first."""
    spoken: tuple[str, ...]
    """Every line the customer has said, so that none is said twice."""
    background: Background
    """What a grader may know beside these, and the talk that a model is shown."""
    memory: tuple[Statement, ...]
    """What both have said so far that is remembered."""
    seed: int
    """Of the session."""
    before: State
    """Where the customer stood."""
    verdict: Verdict
    """What the grader found."""
    after: State
    """Where the customer stands now."""
    receipt: Receipt
    """What moved, and why."""
    intent: Intent
    """What the customer does next."""
    answer: Reply
    """The customer's line."""
    fate: Literal["stood", "redrawn"] | None
    """What became of the reply begun beside the grade; None where none was."""
    wasted: int
    """Tokens of a reply that was begun and thrown away."""


def never() -> bool:
    """Say that no reply may be begun early."""
    return False


@dataclass(frozen=True)
class TurnEngines:
    """Who takes part in a turn.

    Attributes:
        reader: grades at once for the reply begun beside the grade, which nobody hears before it stands; None where
            no reply is begun early. may_begin: says whether one may be begun now.
    """

    grader: Grader
    decider: Decider
    customer: Customer
    reader: Grader | None = None
    may_begin: Callable[[], bool] = never


@dataclass(frozen=True)
class TurnRun:
    """One turn under way: who takes part in it, and what was begun for it that must not outlive it."""

    engines: TurnEngines
    early: EarlyReply = field(default_factory=EarlyReply)
