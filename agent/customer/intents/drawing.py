"""Drawing: an act by what the rep's line did, from the table of weights as this moment bends it. Pure."""

from __future__ import annotations

from random import Random

from agent.content.authored_lines import speaks_from_stock
from agent.content.tables.response_weights import Weights, response_weights
from agent.customer.situations import asks_openly
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent, LineEffect, Situation, Stage
from agent.model.ids import CheckId

SITUATION_OF_EFFECT = {
    LineEffect.ASKED_LEAVE: Situation.LEAVE,
    LineEffect.OWNED: Situation.SORRY,
    LineEffect.FREED: Situation.CHOICE,
    LineEffect.STRENGTHENED: Situation.STRENGTH,
    LineEffect.HEARD: Situation.REFLECTION,
    LineEffect.OFFERED: Situation.IDEA,
    LineEffect.PUSHED: Situation.IDEA,
    LineEffect.INFORMED: Situation.INFO,
    LineEffect.LIMITED: Situation.LIMIT,
    LineEffect.STUMPED: Situation.QUESTION,
    LineEffect.TIRED: Situation.QUESTIONS,
    LineEffect.INDULGED: Situation.GIFT,
    LineEffect.COUNTERFEITED: Situation.PHRASE,
}
REASONS_AGAINST = frozenset({Act.EXCUSE, Act.MINIMISE, Act.DENY, Act.COMPLAIN})
KEEPS_TOPIC = frozenset({Act.ANSWER, Act.OPEN_UP, Act.WAVER, Act.COMPLAIN})
SUBSTANTIAL = frozenset({Act.ANSWER, Act.OPEN_UP, Act.EVADE, Act.WAVER, Act.COMPLAIN})
"""Acts that say a sentence where an open question was put; what turns away may be short. An apology always gets one."""


def act_weights(context: TurnContext, effect: LineEffect) -> Weights:
    """Return the weight of each act after this effect: the table, bent by state, last act and what was reflected.

    Change talk is scarce while the bond is being made and grows with readiness; a breach that nobody has mended keeps
    it down. Dwelling on the reasons against brings those out; reflecting the wish to change brings out that. Nobody
    denies what they have said themselves.
    """
    verdict, state = context.verdict, context.state
    bent = dict(response_weights().weights[effect][context.band])
    if context.understanding.known and len(bent) > 1:
        bent.pop(Act.DENY, None)
    scale = 0.9 if state.stage is Stage.ENGAGE else min(1.3, 0.8 + 0.1 * state.readiness)
    factors: list[tuple[bool, frozenset[Act], float]] = [
        (True, frozenset({Act.OPEN_UP}), scale),
        (state.ruptured, frozenset({Act.OPEN_UP, Act.WAVER}), 0.4),
        (verdict.passed(CheckId.POINTS_TO_CHANGE), frozenset({Act.OPEN_UP, Act.WAVER}), 1.5),
        (verdict.failed(CheckId.NO_DWELLING), REASONS_AGAINST, 2.0),
        (_tires(context, effect), frozenset({context.last_act or Act.ANSWER}), 0.5),
    ]
    for applies, acts, factor in factors:
        if applies:
            bent.update({act: weight * factor for act, weight in bent.items() if act in acts})
    return bent


def draw_act(context: TurnContext, chance: Random, effect: LineEffect, situation: Situation | None = None) -> Intent:
    """Return an intent whose act is drawn by what the line did."""
    table = act_weights(context, effect)
    act = chance.choices(list(table), list(table.values()))[0]
    return Intent(
        act=act,
        band=context.band,
        topic=context.understanding.topic if act in KEEPS_TOPIC and not guesses(context) else None,
        situation=situation or SITUATION_OF_EFFECT.get(effect),
        effect=effect,
        whole=effect is LineEffect.OWNED or (effect is LineEffect.INVITED and act in SUBSTANTIAL),
    )


def guesses(context: TurnContext) -> bool:
    """Say whether the topic is only likely, and a customer who has but shared lines on it would miss what was asked."""
    understanding = context.understanding
    return understanding.vague and speaks_from_stock(context.persona, understanding.topic)


def invited(context: TurnContext) -> bool:
    """Say whether the line openly asks for more than a word, of one who is not quite shut."""
    return asks_openly(context.heard, context.verdict) and context.state.resistance < response_weights().shut_from


def _tires(context: TurnContext, effect: LineEffect) -> bool:
    """Say whether the act of the last reply is less likely now: variety, but never at the cost of an answer."""
    return context.last_act is not None and effect is not LineEffect.INVITED
