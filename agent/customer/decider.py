"""The decider: what the customer does next, whoever speaks. It knows no engine, only the persona's own index."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from agent.customer.index.index_library import IndexLibrary
from agent.customer.intents.offering import offering
from agent.customer.policy import choose_intent
from agent.customer.topics import understand
from agent.customer.turn_context import TurnContext
from agent.model.acts import Intent


class Decider:
    """Decides, and says what a model may choose among. The same context gives the same intent; threads may share it."""

    def __init__(self, indexes: IndexLibrary) -> None:
        self._indexes = indexes

    def decide(self, context: TurnContext) -> Intent:
        """Return what the customer does next, from what they make of the rep's words."""
        understanding = understand(context, self._indexes.of(context.persona))
        understood = replace(context, understanding=understanding)
        return offering(choose_intent(understood, chance_for(context, "mind")), understood)


def chance_for(context: TurnContext, purpose: str) -> Random:
    """Return the chance of one turn for one purpose: fixed by the session's seed and the turn's number."""
    return Random(f"{context.seed}:{context.state.turn}:{purpose}")
