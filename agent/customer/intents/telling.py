"""Telling: when the customer lets out what they have kept back, and when they say more of what is out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from agent.content.authored_lines import speaks_from_stock
from agent.content.tables.response_weights import response_weights
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent
from agent.model.ids import RuleId
from agent.model.persona import Layer

_DEPTH = {layer: depth for depth, layer in enumerate(Layer)}


def tell(context: TurnContext, chance: Random) -> Intent | None:
    """Disclose: what the words come close to first, then shallow facts, and not twice in a row unless asked."""
    understanding, facts, kept = context.understanding, context.persona.facts, untold(context)
    under = [
        name
        for name in kept
        if name not in understanding.beside
        and (name in understanding.near or understanding.topic in facts[name].topics)
    ]
    softened = bool(context.receipt.rules() & {RuleId.SOFTENED, RuleId.UNDERSTOOD})
    chances = response_weights().chances
    if understanding.direct and not understanding.vague and under:
        likelihood = chances.telling_when_asked[context.band]
    elif _asks_for_else(context) or context.told or not softened:
        return None
    else:
        likelihood = chances.telling[context.band] * (chances.unasked if context.state.plan_due else 1.0)
    candidates = under or ([] if _unasked(context) else [name for name in kept if name not in understanding.beside])
    if not candidates or chance.random() >= likelihood:
        return None
    return _telling_of(candidates[0], context)


def _unasked(context: TurnContext) -> bool:
    """Say whether a fact would come out of nothing: told beside a line that asks nothing, by one with few facts."""
    return not context.understanding.question and speaks_from_stock(context.persona, None)


def tell_more(context: TurnContext, chance: Random) -> Intent | None:
    """Say more of a fact that is out, where the rep comes back to the words that told it."""
    understanding = context.understanding
    fact = understanding.fact
    if fact not in context.persona.facts or fact not in context.state.disclosed or not understanding.direct:
        return None
    retold = sum(reply.disclosed == fact for reply in context.earlier) > 1
    if retold or chance.random() >= response_weights().chances.telling_more:
        return None
    return _telling_of(fact, context)


def _asks_for_else(context: TurnContext) -> bool:
    """Say whether the rep asks about something of its own: that is answered, and nothing else told instead.

    Who has but shared lines to answer with tells what is on their mind rather than something that anybody might say.
    """
    understanding = context.understanding
    own = understanding.direct and not understanding.vague and not understanding.follow_up
    return own and not speaks_from_stock(context.persona, understanding.topic)


def _telling_of(fact: str, context: TurnContext) -> Intent:
    topic = context.understanding.topic
    return Intent(
        act=Act.DISCLOSE,
        band=context.band,
        topic=topic if topic in context.persona.facts[fact].topics else None,
        fact=fact,
    )


def untold(context: TurnContext) -> Sequence[str]:
    """Return the facts that may be told and have not been: those the rep's words come close to, then shallow ones."""
    facts = context.persona.facts
    names = [name for name in context.state.unlocked if name in facts and name not in context.state.disclosed]
    return sorted(names, key=lambda name: (name not in context.understanding.near, _DEPTH[facts[name].layer]))
