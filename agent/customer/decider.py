"""The decider: what the customer does next, whoever speaks. It knows no engine, only the persona's own index."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from random import Random
from threading import Lock

from agent.customer.index.index_library import IndexLibrary
from agent.customer.intents.offering import offering
from agent.customer.policy import choose_intent
from agent.customer.situations import asks_openly, is_question, situations
from agent.customer.topics import understand
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Intent

KEPT = 32
"""Understandings that are kept, the latest: those of some turns under way at once."""


class Decider:
    """Decides, and says what a model may choose among. The same context gives the same intent; threads may share it."""

    def __init__(self, indexes: IndexLibrary) -> None:
        self._indexes, self._lock = indexes, Lock()
        self._understood: OrderedDict[Hashable, Understanding] = OrderedDict()

    def decide(self, context: TurnContext) -> Intent:
        """Return what the customer does next, from what they make of the rep's words."""
        understood = replace(context, understanding=self._understanding(context))
        return offering(choose_intent(understood, chance_for(context, "mind")), understood)

    def _understanding(self, context: TurnContext) -> Understanding:
        """Return what the customer makes of the words; worked out once where a turn decides on two readings of them."""
        index, rests_on = self._indexes.of(context.persona), _rests_on(context)
        with self._lock:
            known = self._understood.get((id(index), rests_on))
        if known is None:
            known = understand(context, index)
            with self._lock:
                self._understood[id(index), rests_on] = known
                while len(self._understood) > KEPT:
                    self._understood.popitem(last=False)
        return known


def _rests_on(context: TurnContext) -> Hashable:
    """Return all that an understanding rests on: the words, and of the grade only what kind of line they are."""
    line, verdict, state = context.heard, context.verdict, context.state
    kind = situations(line, verdict), is_question(line, verdict), asks_openly(line, verdict)
    where = context.band, state.unlocked, state.disclosed, state.raised
    return context.line, kind, where, context.recent, context.spoken, context.earlier, context.memory


def chance_for(context: TurnContext, purpose: str) -> Random:
    """Return the chance of one turn for one purpose: fixed by the session's seed and the turn's number."""
    return Random(f"{context.seed}:{context.state.turn}:{purpose}")
