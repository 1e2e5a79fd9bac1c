"""Law: how one customer moves, in numbers. Difficulty is these numbers, not a label."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from agent.model.base import FrozenModel

Level = Annotated[float, Field(ge=0, le=10)]
Factor = Annotated[float, Field(ge=0.2, le=1)]

GOOD_SHARE = 0.9
"""Share of `gain` and `trust_gain` that a line with empathy and empowerment earns; see `agent/rules/rewards.py`."""

READIED = 1.3
"""Readiness that a good line draws out: it asks for their reasons, and says back the wish for something better."""

MILD, STEP = 7.5, 1.7
"""Lines needed from which difficulty counts, and lines for each further pip; the shipped customers need 9 to 14."""


class Curve(FrozenModel):
    """The shape of this customer's way: how much of `gain` is within reach, by where they stand and what happened.

    Attributes:
        thaw: points (resistance, share of `gain`), resistance rising; straight lines between them, level outside.
        after_repair: factor on that share in the two lines after the rep has owned their side's part; never above all.
        rests_at: resistance below which they do not move before `moved_by` of readiness was drawn out; None for never.
    """

    thaw: tuple[tuple[Level, Factor], ...] = Field(
        (),
        max_length=8,
        description="Points (resistance, share of gain): how much of a gain counts at each resistance.",
    )
    after_repair: float = Field(
        1.0, ge=1, le=2, description="How much more counts in the two lines after the rep owned their side's part."
    )
    rests_at: Level | None = Field(
        None, description="Resistance at which they stay until enough of their own reasons were drawn out."
    )
    moved_by: Level = Field(6.0, description="How many of their own reasons it takes to move them on from there.")

    @model_validator(mode="after")
    def _is_a_line(self) -> Self:
        levels = [level for level, _ in self.thaw]
        if any(one >= other for one, other in pairwise(levels)):
            raise ValueError("thaw: each resistance must lie above the one before it")
        return self

    def reach(self, resistance: float, mended: bool) -> float:
        """Return the share of `gain` within reach at this resistance; 1 for a curve that is a straight line."""
        return min(1.0, self._thawed(resistance) * (self.after_repair if mended else 1.0))

    def _thawed(self, resistance: float) -> float:
        if not self.thaw or resistance <= self.thaw[0][0]:
            return self.thaw[0][1] if self.thaw else 1.0
        for (low, below), (high, above) in pairwise(self.thaw):
            if resistance <= high:
                return below + (above - below) * (resistance - low) / (high - low)
        return self.thaw[-1][1]

    def rest(self, readiness: float) -> float:
        """Return the resistance below which they do not move at this readiness; 0 where nothing holds them."""
        return 0.0 if self.rests_at is None or readiness >= self.moved_by else self.rests_at


class Law(FrozenModel):
    """How this customer moves, in 24 numbers and a curve. Levels are 0..10; steps are per turn.

    What each number does stands with it, for the schema, the page and the documents alike.
    """

    start: Level = Field(description="How resistant they are at the first line, 0 (open) to 10 (closed).")
    floor: Level = Field(1.0, description="Resistance never falls below this, however good the talk.")
    trust_start: Level = Field(1.5, description="How far they trust the rep at the first line, 0 to 10.")
    gain: float = Field(gt=0, le=2, description="The most that resistance can fall after one good line.")
    loss: float = Field(gt=0, le=4, description="The most that resistance can rise after one bad line; at least gain.")
    trust_gain: float = Field(0.7, gt=0, le=2, description="The most that trust can grow after one good line.")
    trust_loss: float = Field(1.2, gt=0, le=4, description="The most that trust can fall after one bad line.")
    split_share: float = Field(
        0.7, gt=0, le=1, description="The share of a gain that counts when empathy and empowerment came in two lines."
    )
    toward_bonus: float = Field(
        1.25, ge=1, le=2, description="How much more a line wins that says their own wish for the change back to them."
    )
    away_share: float = Field(
        0.5, ge=0, le=1, description="The share of a gain that counts when a line dwells on their reasons against it."
    )
    lead_trust: Level = Field(4.0, description="Trust from which advice and proposals are welcome; earlier they cost.")
    evoke_trust: Level = Field(3.0, description="Trust from which they begin to talk about why a change would matter.")
    evoke_resistance: Level = Field(
        6.5, description="Resistance has to be this low before they talk about why a change would matter."
    )
    plan_trust: Level = Field(5.0, description="Trust from which they begin to think about a plan.")
    plan_resistance: Level = Field(4.5, description="Resistance has to be this low before they think about a plan.")
    plan_readiness: Level = Field(
        3.0, description="How many of their own reasons have to be drawn out before they think about a plan."
    )
    commit_resistance: Level = Field(3.5, description="Resistance has to be this low before they commit to their plan.")
    walk_resistance: Level = Field(9.5, description="At this resistance they want to leave.")
    walk_patience: int = Field(
        3, ge=1, le=20, description="How many turns up there they stand before they warn and then leave."
    )
    follow_patience: int = Field(
        4, ge=1, le=20, description="How many lines of mere agreeing they take before they begin to ask for more."
    )
    question_patience: int = Field(
        3, ge=1, le=20, description="How many questions in a row, with nothing said back, before they tire."
    )
    scope_gain: float = Field(
        0.8, gt=0, le=3, description="How fast their demands grow once the rep only agrees and sets no limit."
    )
    scope_relief: float = Field(
        1.5, gt=0, le=5, description="How far their demands go back when the rep sets a limit and stays kind."
    )
    scope_limit: Level = Field(6.0, description="From this much demanding on they commit to nothing.")
    curve: Curve = Field(Curve(), description="The shape of their way; a straight line where nothing is said.")

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
            (
                self.curve.rests_at is None or self.commit_resistance < self.curve.rests_at <= self.evoke_resistance,
                "curve.rests_at must lie above commit_resistance, or it holds nobody, and not above evoke_resistance",
            ),
            (
                self.curve.rests_at is None or self.curve.rests_at < self.start,
                "curve.rests_at must lie below start: everybody moves a little",
            ),
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
        trust, down = GOOD_SHARE * self.trust_gain, self._lines_down(self.commit_resistance)
        evoke = max(self._lines_down(self.evoke_resistance), (self.evoke_trust - self.trust_start) / trust)
        moved_by = 0.0 if self.curve.rests_at is None else self.curve.moved_by
        plan = (
            self._lines_down(self.plan_resistance),
            (self.plan_trust - self.trust_start) / trust,
            evoke + max(self.plan_readiness, moved_by) / READIED,
        )
        good = max(down, max(plan) + 1)  # the plan is voiced, then kept
        soften = (self.start - self.commit_resistance) / down
        patience = self.walk_patience + self.question_patience + self.follow_patience
        return good * (1 + self.loss / soften / patience)

    def _lines_down(self, level: float) -> float:
        """Return the good lines from the start to a resistance, the last of them in part; 0 where it lies above."""
        at, lines = self.start, 0.0
        while at > level:
            step = GOOD_SHARE * self.gain * self.curve.reach(at, mended=False)
            lines += min(1.0, (at - level) / step)
            at -= step
        return lines
