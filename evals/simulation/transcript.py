"""Transcript: a session as the suites read it: every line, what it moved, and how the customer meant theirs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from agent.model.acts import Act, Band, Stage
from agent.model.base import FrozenModel
from agent.model.session import Outcome
from agent.model.turn import Turn
from agent.model.verdict import Code, Family, Talk, family

THAWED = 2.0
"""Points below the start from which a customer has thawed: more than any single line can move them."""


class Step(FrozenModel):
    """One turn: the rep's line, what it was read as, where it left the customer, and what they said.

    Attributes:
        unlocked: facts the customer may speak of when they answer. rules: of the receipt.
        empathic, empowering: in evidence in the rep's line. lead: early, due or none.
    """

    rep: str
    customer: str
    act: Act
    band: Band
    talk: Talk
    primary: Code
    empathic: bool
    empowering: bool
    lead: str | None
    rules: tuple[str, ...]
    resistance: float
    trust: float
    scope_pressure: float
    readiness: float
    stage: Stage
    unlocked: tuple[str, ...]
    topic: str | None = None
    disclosed: str | None = None
    plan: str | None = None
    ungraded: str | None = None
    degraded: str | None = None

    @property
    def is_input(self) -> bool:
        """The rep's line informs or advises more than anything else."""
        return family(self.primary) is Family.INPUT


class Transcript(FrozenModel):
    """A session that was played to its end.

    Attributes:
        persona: id. rep: who played the rep, as `kind_number`. start: resistance before the first line.
    """

    persona: str
    rep: str
    seed: int
    opening: str
    start: float
    steps: tuple[Step, ...]
    outcome: Outcome

    @property
    def kind(self) -> str:
        """What kind of rep it was."""
        return kind_of(self.rep)

    @cached_property
    def curve(self) -> tuple[float, ...]:
        """Resistance before the first line and after each."""
        return (self.start, *(step.resistance for step in self.steps))

    @property
    def final(self) -> float:
        """Resistance at the end."""
        return self.curve[-1]

    @property
    def lowest(self) -> float:
        """Least resistance at any time."""
        return min(self.curve)

    @property
    def thaw(self) -> int | None:
        """The turn with which the customer first stood `THAWED` below the start, or None."""
        return next((at for at, level in enumerate(self.curve) if level <= self.start - THAWED), None)

    @property
    def lines(self) -> tuple[str, ...]:
        """The customer's lines, the opening first."""
        return (self.opening, *(step.customer for step in self.steps))


def kind_of(rep: str) -> str:
    """Return the kind of a rep: its name without the number behind the last underscore."""
    kind, _, number = rep.rpartition("_")
    return kind if number.isdigit() else rep


def mean_curve(sessions: Sequence[Transcript]) -> tuple[tuple[float, float], ...]:
    """Return (turn, mean resistance) over sessions; one that has ended keeps its last value."""
    longest = max((len(session.curve) for session in sessions), default=0)
    levels = [[session.curve[min(turn, len(session.curve) - 1)] for session in sessions] for turn in range(longest)]
    return tuple((float(turn), round(sum(at) / len(at), 4)) for turn, at in enumerate(levels))


def step_of(turn: Turn) -> Step:
    """Return what the suites keep of a turn."""
    state, verdict, reply = turn.state, turn.verdict, turn.reply
    return Step(
        rep=turn.rep,
        customer=reply.text,
        act=reply.act,
        band=reply.band,
        talk=reply.talk,
        primary=verdict.primary,
        empathic=verdict.empathic,
        empowering=verdict.empowering,
        lead=turn.receipt.lead,
        rules=tuple(sorted(turn.receipt.rules())),
        resistance=state.resistance,
        trust=state.trust,
        scope_pressure=state.scope_pressure,
        readiness=state.readiness,
        stage=state.stage,
        unlocked=state.unlocked,
        topic=reply.topic,
        disclosed=reply.disclosed,
        plan=reply.plan,
        ungraded=verdict.ungraded,
        degraded=reply.degraded or verdict.degraded,
    )
