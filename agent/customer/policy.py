"""Policy: what the customer does next. Pure: the state, the receipt and the verdict decide; chance is passed in.

Both engines speak from the same intent: the embedded one picks a line the author wrote for it, a model gets it as
instructions. No intent discloses a fact that is locked, and none commits to what was not voiced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from agent.content.tables.response_weights import Weights, response_weights
from agent.customer.ambivalence import apply_ambivalence
from agent.customer.brevity import apply_brevity
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band, LineEffect, Situation, Stage
from agent.model.check_ids import CheckId
from agent.model.intent import Intent
from agent.model.persona import Layer
from agent.model.rule_ids import RuleId
from agent.model.session import Outcome
from agent.model.verdict import Code

Rule = Callable[[TurnContext, Random], Intent | None]

HARMS: tuple[tuple[frozenset[RuleId], LineEffect], ...] = (
    (frozenset({RuleId.CONFRONTED, RuleId.THREATENED}), LineEffect.CONFRONTED),
    (frozenset({RuleId.PUSHED, RuleId.EARLY_LEAD, RuleId.PERMISSION_OVERRIDDEN}), LineEffect.PUSHED),
    (frozenset({RuleId.GAVE_IN}), LineEffect.INDULGED),
    (frozenset({RuleId.COUNTERFEIT, RuleId.COUNTERFEIT_AGAIN}), LineEffect.COUNTERFEITED),
    (frozenset({RuleId.INTERROGATED, RuleId.SPEECH}), LineEffect.TIRED),
)
"""Rules of the receipt that colour the answer whatever else the line holds, worst first."""

SMALL_TALK = (
    (Situation.SILENCE, LineEffect.ALONE),
    (Situation.BYE, LineEffect.LEFT),
    (Situation.GREETING, LineEffect.GREETED),
    (Situation.THANKS, LineEffect.THANKED),
)
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
}
REASONS_AGAINST = frozenset({Act.EXCUSE, Act.MINIMISE, Act.DENY, Act.COMPLAIN})
DRAWING_OUT = (CheckId.ASKS_FOR_THEIRS, CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN)
"""Checks of a question that asks for the customer's own reasons, view or way forward."""

EVEN_CHANCE = 0.5
_DEPTH = {layer: depth for depth, layer in enumerate(Layer)}


def choose_intent(context: TurnContext, chance: Random) -> Intent:
    """Return what the customer does next: the first rule that applies decides, then what slips out, and how briefly.

    Args:
        context: where the customer stands and what they understood.
        chance: the only source of chance; the same seed gives the same intent.
    """
    rules: tuple[Rule, ...] = (
        _end_session, _puzzled, _triggered, _harmed, _chatting, _planning, _limited, _spoiled, _asking_leave, _telling,
        _asked,
    )  # fmt: skip
    intents = (rule(context, chance) for rule in rules)
    decided = next((intent for intent in intents if intent is not None), None) or _react_to_moves(context, chance)
    return apply_brevity(apply_ambivalence(decided, context, chance), context, chance)


def act_weights(context: TurnContext, effect: LineEffect) -> Weights:
    """Return the weight of each act after this effect: the table, bent by state, last act and what was reflected.

    Change talk is scarce while the bond is being made and grows with readiness; a breach that nobody has mended keeps
    it down. Dwelling on the reasons against brings those out; reflecting the wish to change brings out that.
    """
    verdict, state = context.verdict, context.state
    bent = dict(response_weights().weights[effect][context.band])
    scale = 0.9 if state.stage is Stage.ENGAGE else min(1.3, 0.8 + 0.1 * state.readiness)
    factors: list[tuple[bool, frozenset[Act], float]] = [
        (True, frozenset({Act.OPEN_UP}), scale),
        (state.ruptured, frozenset({Act.OPEN_UP, Act.WAVER}), 0.4),
        (verdict.passed(CheckId.POINTS_TO_CHANGE), frozenset({Act.OPEN_UP, Act.WAVER}), 1.5),
        (verdict.failed(CheckId.NO_DWELLING), REASONS_AGAINST, 2.0),
        (context.last_act is not None, frozenset({context.last_act or Act.ANSWER}), 0.5),
    ]
    for applies, acts, factor in factors:
        if applies:
            bent.update({act: weight * factor for act, weight in bent.items() if act in acts})
    return bent


def _draw_act(context: TurnContext, chance: Random, effect: LineEffect, situation: Situation | None = None) -> Intent:
    table = act_weights(context, effect)
    act = chance.choices(list(table), list(table.values()))[0]
    keeps_topic = act in (Act.ANSWER, Act.OPEN_UP, Act.WAVER, Act.COMPLAIN)
    return Intent(
        act=act,
        band=context.band,
        topic=context.understanding.topic if keeps_topic else None,
        situation=situation or SITUATION_OF_EFFECT.get(effect),
        effect=effect,
    )


def _end_session(context: TurnContext, chance: Random) -> Intent | None:
    if context.state.outcome is Outcome.COMMITTED:
        plan = context.state.plan or context.before.plan or next(iter(context.persona.plans))
        return Intent(act=Act.COMMIT, band=context.band, plan=plan)
    if context.state.outcome is Outcome.WALKED_AWAY:
        return Intent(act=Act.WALK_AWAY, band=context.band)
    return None


def _puzzled(context: TurnContext, chance: Random) -> Intent | None:
    if RuleId.ODD in context.receipt.rules() or Situation.ODD in context.understanding.situations:
        return Intent(act=Act.PUZZLED, band=context.band, situation=Situation.ODD)
    return None


def _triggered(context: TurnContext, chance: Random) -> Intent | None:
    if not context.receipt.triggers or chance.random() >= response_weights().chances.sore:
        return None
    return Intent(act=Act.ATTACK, band=context.band, trigger=context.receipt.triggers[0], effect=LineEffect.CONFRONTED)


def _harmed(context: TurnContext, chance: Random) -> Intent | None:
    rules = context.receipt.rules()
    effect = next((effect for names, effect in HARMS if names & rules), None)
    return _draw_act(context, chance, effect) if effect else None


def _chatting(context: TurnContext, chance: Random) -> Intent | None:
    for situation, effect in SMALL_TALK:
        if situation in context.understanding.situations:
            return _draw_act(context, chance, effect, situation)
    return None


def _planning(context: TurnContext, chance: Random) -> Intent | None:
    state = context.state
    if not state.plan_due or chance.random() >= (
        response_weights().chances.voicing if state.plan is None else response_weights().chances.going_on
    ):
        return None
    if state.plan is None and (told := _telling(context, chance)):
        return told
    plan = state.plan or chance.choice(list(context.persona.plans))
    return Intent(act=Act.VOICE_PLAN, band=context.band, plan=plan)


def _limited(context: TurnContext, chance: Random) -> Intent | None:
    return _draw_act(context, chance, LineEffect.LIMITED) if context.verdict.has(Code.SET_LIMIT) else None


def _spoiled(context: TurnContext, chance: Random) -> Intent | None:
    spoiled = context.state.scope_pressure >= context.persona.law.scope_limit
    return _draw_act(context, chance, LineEffect.SPOILED) if spoiled and chance.random() < EVEN_CHANCE else None


def _asking_leave(context: TurnContext, chance: Random) -> Intent | None:
    if Situation.LEAVE not in context.understanding.situations:
        return None
    if context.understanding.direct and context.band is not Band.CLOSED and chance.random() < EVEN_CHANCE:
        return None
    return _draw_act(context, chance, LineEffect.ASKED_LEAVE)


def _telling(context: TurnContext, chance: Random) -> Intent | None:
    """Disclose: what the words come close to first, then shallow facts, and not twice in a row unless asked."""
    understanding, facts, untold = context.understanding, context.persona.facts, _untold(context)
    under = [
        name
        for name in untold
        if name in understanding.near
        or (understanding.topic in facts[name].topics and name not in understanding.beside)
    ]
    softened = bool(context.receipt.rules() & {RuleId.SOFTENED, RuleId.UNDERSTOOD})
    if understanding.direct and under:
        likelihood = response_weights().chances.telling_when_asked[context.band]
    elif context.told or not softened:
        return None
    else:
        likelihood = response_weights().chances.telling[context.band] * (
            response_weights().chances.unasked if understanding.direct or context.state.plan_due else 1.0
        )
    candidates = under or [name for name in untold if name not in understanding.beside]
    if not candidates or chance.random() >= likelihood:
        return None
    fact = candidates[0]
    topic = understanding.topic if understanding.topic in facts[fact].topics else None
    return Intent(act=Act.DISCLOSE, band=context.band, topic=topic, fact=fact)


def _untold(context: TurnContext) -> Sequence[str]:
    facts = context.persona.facts
    names = [name for name in context.state.unlocked if name in facts and name not in context.state.disclosed]
    return sorted(names, key=lambda name: (name not in context.understanding.near, _DEPTH[facts[name].layer]))


def _asked(context: TurnContext, chance: Random) -> Intent | None:
    understanding = context.understanding
    if understanding.topic and understanding.direct:
        if understanding.again:
            return Intent(
                act=Act.EVADE,
                band=context.band,
                topic=understanding.topic,
                situation=Situation.AGAIN,
                effect=LineEffect.ASKED,
            )
        return _draw_act(context, chance, LineEffect.ASKED)
    touched = understanding.topic and not understanding.again and context.verdict.empathic
    if touched and chance.random() < response_weights().chances.touched[context.band]:
        return Intent(act=Act.ANSWER, band=context.band, topic=understanding.topic, effect=LineEffect.HEARD)
    if not understanding.question or context.verdict.empathic:
        return None
    drawn_out = understanding.follow_up or any(context.verdict.passed(check) for check in DRAWING_OUT)
    return _draw_act(context, chance, LineEffect.EVOKED if drawn_out else LineEffect.STUMPED)


def _react_to_moves(context: TurnContext, chance: Random) -> Intent:
    """Answer one of the things the line did; where it did several, any of them may be what caught their ear."""
    verdict, rules = context.verdict, context.receipt.rules()
    tests: Mapping[LineEffect, bool] = {
        LineEffect.OWNED: bool(rules & {RuleId.OWNED, RuleId.REPAIRED}),
        LineEffect.HEARD: verdict.passed(CheckId.SAYS_BACK),
        LineEffect.STRENGTHENED: verdict.passed(CheckId.NAMES_STRENGTH),
        LineEffect.FREED: verdict.passed(CheckId.LEAVES_CHOICE),
        LineEffect.OFFERED: verdict.has(Code.PERSUADE_WITH_PERMISSION),
    }
    held = [effect for effect, holds in tests.items() if holds]
    if held:
        return _draw_act(context, chance, chance.choice(held))
    return _draw_act(context, chance, LineEffect.INFORMED if verdict.has(Code.GIVE_INFORMATION) else LineEffect.PASSING)
