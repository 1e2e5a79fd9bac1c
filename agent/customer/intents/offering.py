"""Offering: what a model may choose among within a decision. Law, gates, band and act stay as decided. Pure.

An authored line can only answer what its author foresaw; a model can answer what was just asked. So it is offered the
topics that the rep's words may be about and the facts that would answer them, of those that are unlocked.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.customer.intents.telling import untold
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent

MOST_FACTS = 2
"""Facts that are offered at once: who is offered five tells three."""

MOST_TOPICS = 3
"""Topics that are offered at once, the one that was asked about first."""

SHUT = frozenset(
    {Act.ATTACK, Act.DENY, Act.WITHDRAW, Act.COMPLY, Act.WARN, Act.WALK_AWAY, Act.PUZZLED, Act.ASK_MEANING, Act.COMMIT}
)
"""Acts in which nobody lets out what they have kept back."""


def offering(intent: Intent, context: TurnContext) -> Intent:
    """Return the intent with what it leaves open: topics, facts that would answer, and whether there is a question."""
    topics = tuple(dict.fromkeys(_topics(intent, context)))[:MOST_TOPICS]
    facts = tuple(dict.fromkeys(_facts_offered(intent, context, topics)))[: 1 if intent.fact else MOST_FACTS]
    heard = context.understanding
    asked, plainly = heard.question, heard.direct and not heard.vague
    veiled = not facts and (heard.unsaid or (asked and plainly and _keeps_back(context, topics[:1])))
    return intent.model_copy(update={"topics": topics, "may_tell": facts, "asked": asked, "veiled": veiled})


def _keeps_back(context: TurnContext, asked: tuple[str, ...]) -> bool:
    """Say whether what was asked about holds a fact that may not be told yet."""
    state, facts = context.state, context.persona.facts
    return any(
        name not in state.disclosed and name not in state.unlocked and any(topic in fact.topics for topic in asked)
        for name, fact in facts.items()
    )


def _topics(intent: Intent, context: TurnContext) -> Iterator[str]:
    heard = context.understanding
    for topic in (intent.topic, heard.topic, context.topic_lately if heard.follow_up else None):
        if topic in context.persona.topics:
            yield topic
    if not heard.follow_up:  # "How so?" is like many questions and is about just one thing
        yield from heard.topics


def _facts_offered(intent: Intent, context: TurnContext, topics: tuple[str, ...]) -> Iterator[str]:
    if intent.fact is not None:
        yield intent.fact
    heard, facts = context.understanding, context.persona.facts
    if intent.act in SHUT or not (heard.question or heard.near):
        return
    asked = topics[:1] if heard.direct else ()
    for name in untold(context):
        if name in heard.near or any(topic in facts[name].topics for topic in asked):
            yield name
