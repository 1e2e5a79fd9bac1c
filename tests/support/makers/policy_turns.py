"""Turns put to the policy, and what it chooses in many draws of chance."""

from __future__ import annotations

from collections import Counter
from random import Random

from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Intent
from agent.model.session import Reply, State
from agent.model.verdict import Verdict
from agent.rules import transition
from tests.support.makers.rich import (
    rich_persona,
)

WHO = rich_persona()
CLOSED, GUARDED, OPEN = 8.0, 5.0, 2.0


def state(resistance_level: float = CLOSED, **changes: object) -> State:
    return State(resistance=resistance_level, trust=4.5).model_copy(update=changes)


def turn(before: State, found: Verdict, understanding: Understanding | None = None, told: bool = False) -> TurnContext:
    """Return the context of a line with this verdict; `told`: their reply just before disclosed a fact."""
    after, receipt = transition.move(before, found, WHO)
    earlier = (Reply(text="It was.", act=Act.DISCLOSE, band=Band.CLOSED, disclosed="alder"),) if told else ()
    return TurnContext(
        WHO, before, after, receipt, found, "So?", earlier=earlier, understanding=understanding or Understanding()
    )


def intents(context: TurnContext, many: int = 300) -> list[Intent]:
    return [choose_intent(context, Random(seed)) for seed in range(many)]


def acts(context: TurnContext) -> Counter[Act]:
    return Counter(intent.act for intent in intents(context))


def share(context: TurnContext, *wanted: Act) -> float:
    found = acts(context)
    return sum(found[act] for act in wanted) / found.total()
