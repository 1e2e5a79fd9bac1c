"""Brevity: when a customer answers with a word or two, whatever they were about to do. Pure; chance is passed in.

More than a quarter of real clients' turns have at most two words (VOCABULARY). They come after closed questions,
reflections, silence and phrases, from closed and open people alike, and they move nothing.
"""

from __future__ import annotations

from random import Random

from agent.content.tables.response_weights import Weights, response_weights
from agent.customer.situations import asks_openly
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent, LineEffect, Situation
from agent.model.verdict import Code

WHOLE = frozenset({Act.COMMIT, Act.WALK_AWAY, Act.WARN, Act.PUZZLED, Act.ASK_FOR_MORE, Act.ASK_MEANING, Act.RAISE})
"""Acts that are never cut down to a word: what they say is the point of them."""

INSTEAD: dict[Act, Weights] = {
    Act.DISCLOSE: {Act.ACKNOWLEDGE: 1.0},
    Act.VOICE_PLAN: {Act.ACKNOWLEDGE: 2.0, Act.OPEN_UP: 1.0},
    Act.OPEN_UP: {Act.OPEN_UP: 2.0, Act.ACKNOWLEDGE: 1.0},
    Act.WAVER: {Act.ACKNOWLEDGE: 1.0, Act.EVADE: 1.0},
    Act.COMPLAIN: {Act.WITHDRAW: 1.0, Act.ACKNOWLEDGE: 1.0},
    Act.ATTACK: {Act.DENY: 2.0, Act.WITHDRAW: 1.0},
    Act.DEFLECT: {Act.WITHDRAW: 1.0, Act.EXCUSE: 1.0},
}
"""Act -> what becomes of it in a word or two; an act that is not here stays itself."""

TURNED_DOWN: Weights = {Act.EVADE: 2.0, Act.WITHDRAW: 1.0}
"""What an open question gets in a word or two, if it must: a nod or a bare noun answers none; "Hard to say." does."""

HURT = frozenset({LineEffect.CONFRONTED, LineEffect.PUSHED})
"""Effects after which nobody nods along: what is left is silence, or no."""

BY_FORM, BY_EFFECT = 0.45, 0.33
"""Chance after a closed question or next to nothing, and after what a few words answer best."""

NODDING = frozenset(
    {
        LineEffect.HEARD,
        LineEffect.COUNTERFEITED,
        LineEffect.INFORMED,
        LineEffect.PASSING,
        LineEffect.ALONE,
        LineEffect.THANKED,
        LineEffect.TIRED,
        *HURT,
    }
)
OTHERWISE = 0.25
"""Chance after anything else."""

TO_OPEN_QUESTION = 0.1
"""The same for an open question put to one who is shut (the table's `shut_from`); whoever else is asked has more."""

AGAIN, AFTER_TELLING = 0.5, 1.5
"""Factor where their last line was brief already, and where it let out a fact: that leaves people short of words."""


def apply_brevity(intent: Intent, context: TurnContext, chance: Random) -> Intent:
    """Return the intent, or what becomes of it where the customer says only a word or two."""
    if _stays_whole(intent, context) or chance.random() >= likelihood(context, intent):
        return intent
    table = dict(INSTEAD.get(intent.act, {intent.act: 1.0}))
    if intent.effect in HURT and len(table) > 1:
        table.pop(Act.ACKNOWLEDGE, None)
    if asks_openly(context.heard, context.verdict):
        table = dict(TURNED_DOWN)
    act = chance.choices(list(table), list(table.values()))[0]
    kept = {"act": act, "brief": True, "talk": None, "fact": None, "plan": None}
    return intent.model_copy(update=kept if act is Act.ANSWER else {**kept, "topic": None})


def likelihood(context: TurnContext, intent: Intent) -> float:
    """Return how likely a word or two is, by what the rep's line was and whether the last answer was brief."""
    understanding, verdict = context.understanding, context.verdict
    again = AGAIN if context.last_brief else 1.0
    if asks_openly(context.heard, verdict):
        return TO_OPEN_QUESTION * again if context.state.resistance >= response_weights().shut_from else 0.0
    closed = verdict.primary is Code.CLOSED_QUESTION or Situation.SILENCE in understanding.situations
    usual = BY_FORM if closed else BY_EFFECT if intent.effect in NODDING and not understanding.question else OTHERWISE
    return usual * (again if context.last_brief else AFTER_TELLING if context.told else 1.0)


def _stays_whole(intent: Intent, context: TurnContext) -> bool:
    """Say whether the line must be whole: an answer to just that, a plan not voiced yet, a sore point, a half-wish."""
    if intent.act in WHOLE or intent.whole or intent.trigger or intent.talk or intent.situation is Situation.AGAIN:
        return True
    if intent.act is Act.DISCLOSE:
        return context.understanding.direct and not context.told
    return intent.act is Act.VOICE_PLAN and context.state.plan is None
