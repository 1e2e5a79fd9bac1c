"""Law: how one customer moves, in numbers. Difficulty is these numbers, not a label."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from agent.model.base import FrozenModel

Level = Annotated[float, Field(ge=0, le=10)]

GOOD_SHARE = 0.9
"""Share of `gain` and `trust_gain` that a line with empathy and empowerment earns; see `agent/rules/rewards.py`."""

READIED = 1.3
"""Readiness that a good line draws out: it asks for their reasons, and says back the wish for something better."""

MILD, STEP = 7.5, 1.7
"""Lines needed from which difficulty counts, and lines for each further pip; the shipped customers need 9 to 14."""


class Law(FrozenModel):
    """How this customer moves, in numbers. Levels are 0..10; steps are per turn.

    Attributes:
        start: resistance at the first line. floor: resistance never falls below it.
        trust_start: trust at the first line.
        gain: most that resistance can fall in a turn. loss: most that it can rise; at least `gain`.
        trust_gain, trust_loss: the same for trust.
        split_share: share of a gain when empathy and empowerment came in two lines rather than one.
        toward_bonus: factor on a gain when a reflection points at change.
        away_share: the same when it dwells on the reasons against.
        lead_trust: trust from which leading is due.
        evoke_trust, evoke_resistance: what opens the stage evoke.
        plan_trust, plan_resistance, plan_readiness: what opens the stage plan.
        commit_resistance: most resistance at which the customer commits.
        walk_resistance, walk_patience: the customer leaves after this many turns at or above this resistance.
        follow_patience: lines of mere following before scope pressure grows.
        question_patience: questions in a row, with nothing said back, before they tire the customer.
        scope_gain, scope_relief: steps of scope pressure. scope_limit: from here the customer commits to nothing.
    """

    start: Level
    floor: Level = 1.0
    trust_start: Level = 1.5
    gain: float = Field(gt=0, le=2)
    loss: float = Field(gt=0, le=4)
    trust_gain: float = Field(0.7, gt=0, le=2)
    trust_loss: float = Field(1.2, gt=0, le=4)
    split_share: float = Field(0.7, gt=0, le=1)
    toward_bonus: float = Field(1.25, ge=1, le=2)
    away_share: float = Field(0.5, ge=0, le=1)
    lead_trust: Level = 4.0
    evoke_trust: Level = 3.0
    evoke_resistance: Level = 6.5
    plan_trust: Level = 5.0
    plan_resistance: Level = 4.5
    plan_readiness: Level = 3.0
    commit_resistance: Level = 3.5
    walk_resistance: Level = 9.5
    walk_patience: int = Field(3, ge=1, le=20)
    follow_patience: int = Field(4, ge=1, le=20)
    question_patience: int = Field(3, ge=1, le=20)
    scope_gain: float = Field(0.8, gt=0, le=3)
    scope_relief: float = Field(1.5, gt=0, le=5)
    scope_limit: Level = 6.0

    @model_validator(mode="after")
    def _is_lawful(self) -> Self:
        rules = (
            (self.floor < self.start, "floor must lie below start"),
            (self.gain <= self.loss, "gain must not exceed loss: losses outweigh gains"),
            (self.trust_gain <= self.trust_loss, "trust_gain must not exceed trust_loss"),
            (self.start < self.walk_resistance, "walk_resistance must lie above start"),
            (self.floor <= self.commit_resistance < self.start, "commit_resistance must lie between floor and start"),
            (self.commit_resistance <= self.plan_resistance <= self.evoke_resistance, "order: commit <= plan <= evoke"),
            (self.evoke_trust <= self.plan_trust, "evoke_trust must not exceed plan_trust"),
            (self.trust_start < self.lead_trust, "trust_start must lie below lead_trust: trust is earned"),
        )
        for holds, problem in rules:
            if not holds:
                raise ValueError(problem)
        return self

    @property
    def difficulty(self) -> int:
        """1 (mild) to 5 (very hard), by the lines that a rep needs who is good and slips now and then."""
        return max(1, min(5, int((self.lines_needed - MILD) // STEP) + 1))

    @property
    def lines_needed(self) -> float:
        """Lines to commitment if all are good but for a slip every so often: the oftener, the less patience there is.

        Three ways lead there, and the longest counts: resistance has to fall, trust has to grow, and reasons have to be
        drawn out once the stage is evoke. A slip costs what it takes to win `loss` back.
        """
        soften, trust = GOOD_SHARE * self.gain, GOOD_SHARE * self.trust_gain
        evoke = max((self.start - self.evoke_resistance) / soften, (self.evoke_trust - self.trust_start) / trust)
        plan = (
            (self.start - self.plan_resistance) / soften,
            (self.plan_trust - self.trust_start) / trust,
            max(0.0, evoke) + self.plan_readiness / READIED,
        )
        good = max((self.start - self.commit_resistance) / soften, max(plan) + 1)  # the plan is voiced, then kept
        patience = self.walk_patience + self.question_patience + self.follow_patience
        return good * (1 + self.loss / soften / patience)
