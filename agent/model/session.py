"""Session: where a customer stands, what a turn moved, and what the customer answered."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Self, TypedDict

from pydantic import Field

from agent.model.acts import Act, Band, Stage
from agent.model.base import EngineName, FrozenModel
from agent.model.ids import RuleId
from agent.model.law import Level
from agent.model.verdict import Talk


class Outcome(StrEnum):
    """How a session stands."""

    OPEN = "open"
    COMMITTED = "committed"
    WALKED_AWAY = "walked_away"


Count = Annotated[int, Field(ge=0)]


class StateChange(TypedDict, total=False):
    """What a turn may change about a `State`; see its attributes."""

    turn: int
    resistance: float
    trust: float
    stage: Stage
    scope_pressure: float
    readiness: float
    empathy_before: bool
    grounding_before: float | None
    empowerment_before: bool
    permission: int
    following: int
    questioning: int
    counterfeits: int
    strain: int
    warned: bool
    unclear: str
    leaps: int
    said: tuple[str, ...]
    ruptured: bool
    unlocked: tuple[str, ...]
    disclosed: tuple[str, ...]
    raised: tuple[str, ...]
    plan_due: bool
    plan: str | None
    outcome: Outcome


class State(FrozenModel):
    """Where the customer stands after a turn. Only `agent/rules/transition.py` makes a new one, by `after`.

    Attributes:
        turn: turns moved so far.
        resistance, trust, scope_pressure, readiness: levels 0..10. readiness is how much change talk was drawn out.
        empathy_before, empowerment_before: whether the rep's line just before had them in evidence (and did no harm).
        grounding_before: how far that empathy rested on what this customer had said; None where nobody looked.
        permission: lines that a permission still covers.
        following, questioning: lengths of the present run of mere following, and of bare questions.
        counterfeits: counterfeits heard so far.
        strain: turns in a row at or above the resistance at which this customer leaves.
        warned: they have said that they are about to leave, and nothing has eased it since.
        unclear: the rep's words just before that could be heard as an accusation and were not sure; empty when none.
        leaps: lines left in which a mended breach quickens this customer, where their curve says so.
        said: what the lines that earned consisted of, newest last, as `agent/rules/repetition.py` writes it.
        ruptured: a breach stands: nobody has owned it, and trust has not grown back to where motivation is talked of.
        unlocked: facts the customer may disclose. disclosed: facts they have disclosed.
        raised: items of their agenda, each as often as they brought it up.
        plan: the plan the customer has voiced, if any. plan_due: they may voice one now.
    """

    turn: Count = 0
    resistance: Level
    trust: Level
    stage: Stage = Stage.ENGAGE
    scope_pressure: Level = 0.0
    readiness: Level = 0.0
    empathy_before: bool = False
    grounding_before: float | None = Field(None, ge=0, le=1)
    empowerment_before: bool = False
    permission: Count = 0
    following: Count = 0
    questioning: Count = 0
    counterfeits: Count = 0
    strain: Count = 0
    warned: bool = False
    unclear: str = ""
    leaps: Count = 0
    said: tuple[str, ...] = ()
    ruptured: bool = False
    unlocked: tuple[str, ...] = ()
    disclosed: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    plan_due: bool = False
    plan: str | None = None
    outcome: Outcome = Outcome.OPEN

    def after(self, change: StateChange) -> Self:
        """Return the state with a change made, its types and ranges checked.

        Raises:
            ValidationError: a value is of another type or out of its range, or there is no such field.
        """
        return type(self).model_validate({**self.__dict__, **change}, strict=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; unlike pydantic's own, one that is checked: no way leads to a state out of range."""
        return type(self).model_validate({**self.__dict__, **(update or {})}, strict=True)


Quantity = Literal["resistance", "trust", "scope_pressure", "readiness", "stage", "outcome"]


class Entry(FrozenModel):
    """One line of a receipt: these words, read as this, under this rule, moved that by so much.

    Attributes:
        quote: the rep's words, or empty where the rule is about what is missing.
        evidence: the code or check the words were read as.
        rule: the rule of the law.
        quantity: what moved.
        change: by how much, signed: its part of what took effect, so that the entries of one quantity add up to what it
            moved; 0 for a rule that only withholds, and where a cap or the end of the range left nothing of it.
        why: the rule in plain words, for the rep.
    """

    quote: str
    evidence: str
    rule: RuleId
    quantity: Quantity
    change: float
    why: str


class Receipt(FrozenModel):
    """What one turn moved and why. `resistance` and `trust` are the changes that took effect."""

    entries: tuple[Entry, ...] = ()
    resistance: float = 0.0
    trust: float = 0.0
    scope_pressure: float = 0.0
    stage_before: Stage
    stage_after: Stage
    lead: Literal["early", "due"] | None = None
    triggers: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()

    def rules(self) -> frozenset[RuleId]:
        """Return the ids of the rules that applied."""
        return frozenset(entry.rule for entry in self.entries)


class Reply(FrozenModel):
    """The customer's line and what it did.

    Attributes:
        text: the words. act, band: how it was meant. talk: its talk type.
        topic: what it answers, if anything. disclosed: the fact it tells. plan: the plan it voices or commits to.
        item: the item of their agenda that it raises,
            or that the rep took up and it answers.
        brief: it is a word or two.
        told: further facts that it tells beside `disclosed`, where a model told more than one.
        engine: who spoke, e.g. `embedded` or `llm:<model>`. degraded: why another engine stood in, or None.
    """

    text: str = Field(min_length=1)
    act: Act
    band: Band
    talk: Talk = Talk.NEUTRAL
    topic: str | None = None
    disclosed: str | None = None
    plan: str | None = None
    item: str | None = None
    brief: bool = False
    told: tuple[str, ...] = ()
    engine: EngineName = "embedded"
    degraded: str | None = None
