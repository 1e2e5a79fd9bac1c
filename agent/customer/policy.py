"""Mind: what the customer does next. Pure: the state, the receipt and the verdict decide; chance is passed in.

Both engines speak from the same intent: the embedded voice picks a line the author wrote for it, a model gets it as
instructions. No intent discloses a fact that is locked, and none commits to what was not voiced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from agent.customer.ambivalence import apply_ambivalence
from agent.customer.brevity import apply_brevity
from agent.customer.intent import DecisionContext, Intent
from agent.customer.response_weights import (
    ACT_WEIGHTS,
    GOING_ON,
    SORE,
    TELLING,
    TELLING_WHEN_ASKED,
    TOUCHED,
    UNASKED,
    VOICING,
    LineEffect,
    Weights,
)
from agent.model.acts import Act, Band, Situation, Stage
from agent.model.persona import Layer
from agent.model.session import Outcome
from agent.model.verdict import Code

Rule = Callable[[DecisionContext, Random], Intent | None]

HARMS: tuple[tuple[frozenset[str], LineEffect], ...] = (
    (frozenset({"confronted", "threatened"}), LineEffect.CONFRONTED),
    (frozenset({"pushed", "early_lead", "permission_overridden"}), LineEffect.PUSHED),
    (frozenset({"gave_in"}), LineEffect.INDULGED),
    (frozenset({"counterfeit", "counterfeit_again"}), LineEffect.COUNTERFEITED),
    (frozenset({"interrogated", "speech"}), LineEffect.TIRED),
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
DRAWING_OUT = ("asks_for_theirs", "looks_ahead", "shapes_plan")
"""Checks of a question that asks for the customer's own reasons, view or way forward."""

EVEN_CHANCE = 0.5
_DEPTH = {layer: depth for depth, layer in enumerate(Layer)}


def choose_intent(moment: DecisionContext, roll: Random) -> Intent:
    """Return what the customer does next: the first rule that applies decides, then what slips out, and how briefly.

    Args:
        moment: where the customer stands and what they heard.
        roll: the only source of chance; the same seed gives the same intent.
    """
    rules: tuple[Rule, ...] = (
        _end_session, _puzzled, _triggered, _harmed, _chatting, _planning, _limited, _spoiled, _asking_leave, _telling,
        _asked,
    )  # fmt: skip
    intents = (rule(moment, roll) for rule in rules)
    decided = next((intent for intent in intents if intent is not None), None) or _react_to_moves(moment, roll)
    return apply_brevity(apply_ambivalence(decided, moment, roll), moment, roll)


def act_weights(moment: DecisionContext, mood: LineEffect) -> Weights:
    """Return the weight of each act in this mood: the table, bent by state, last act and what was reflected.

    Change talk is scarce while the bond is being made and grows with readiness; a breach that nobody has mended keeps
    it down. Dwelling on the reasons against brings those out; reflecting the wish to change brings out that.
    """
    verdict, state = moment.verdict, moment.state
    bent = dict(ACT_WEIGHTS[mood][moment.band])
    scale = 0.9 if state.stage is Stage.ENGAGE else min(1.3, 0.8 + 0.1 * state.readiness)
    factors: list[tuple[bool, frozenset[Act], float]] = [
        (True, frozenset({Act.OPEN_UP}), scale),
        (state.ruptured, frozenset({Act.OPEN_UP, Act.WAVER}), 0.4),
        (verdict.passed("points_to_change"), frozenset({Act.OPEN_UP, Act.WAVER}), 1.5),
        (verdict.failed("no_dwelling"), REASONS_AGAINST, 2.0),
        (moment.last_act is not None, frozenset({moment.last_act or Act.ANSWER}), 0.5),
    ]
    for applies, acts, factor in factors:
        if applies:
            bent.update({act: weight * factor for act, weight in bent.items() if act in acts})
    return bent


def _draw_act(moment: DecisionContext, roll: Random, mood: LineEffect, situation: Situation | None = None) -> Intent:
    table = act_weights(moment, mood)
    act = roll.choices(list(table), list(table.values()))[0]
    keeps_topic = act in (Act.ANSWER, Act.OPEN_UP, Act.WAVER, Act.COMPLAIN)
    return Intent(
        act=act,
        band=moment.band,
        topic=moment.heard.topic if keeps_topic else None,
        situation=situation or SITUATION_OF_EFFECT.get(mood),
        mood=mood,
    )


def _end_session(moment: DecisionContext, roll: Random) -> Intent | None:
    if moment.state.outcome is Outcome.COMMITTED:
        plan = moment.state.plan or moment.before.plan or next(iter(moment.persona.plans))
        return Intent(act=Act.COMMIT, band=moment.band, plan=plan)
    if moment.state.outcome is Outcome.WALKED_AWAY:
        return Intent(act=Act.WALK_AWAY, band=moment.band)
    return None


def _puzzled(moment: DecisionContext, roll: Random) -> Intent | None:
    if "odd" in moment.receipt.rules() or Situation.ODD in moment.heard.situations:
        return Intent(act=Act.PUZZLED, band=moment.band, situation=Situation.ODD)
    return None


def _triggered(moment: DecisionContext, roll: Random) -> Intent | None:
    if not moment.receipt.triggers or roll.random() >= SORE:
        return None
    return Intent(act=Act.ATTACK, band=moment.band, trigger=moment.receipt.triggers[0], mood=LineEffect.CONFRONTED)


def _harmed(moment: DecisionContext, roll: Random) -> Intent | None:
    rules = moment.receipt.rules()
    mood = next((mood for names, mood in HARMS if names & rules), None)
    return _draw_act(moment, roll, mood) if mood else None


def _chatting(moment: DecisionContext, roll: Random) -> Intent | None:
    for situation, mood in SMALL_TALK:
        if situation in moment.heard.situations:
            return _draw_act(moment, roll, mood, situation)
    return None


def _planning(moment: DecisionContext, roll: Random) -> Intent | None:
    state = moment.state
    if not state.plan_due or roll.random() >= (VOICING if state.plan is None else GOING_ON):
        return None
    if state.plan is None and (told := _telling(moment, roll)):
        return told
    plan = state.plan or roll.choice(list(moment.persona.plans))
    return Intent(act=Act.VOICE_PLAN, band=moment.band, plan=plan)


def _limited(moment: DecisionContext, roll: Random) -> Intent | None:
    return _draw_act(moment, roll, LineEffect.LIMITED) if moment.verdict.has(Code.SET_LIMIT) else None


def _spoiled(moment: DecisionContext, roll: Random) -> Intent | None:
    spoiled = moment.state.scope_pressure >= moment.persona.law.scope_limit
    return _draw_act(moment, roll, LineEffect.SPOILED) if spoiled and roll.random() < EVEN_CHANCE else None


def _asking_leave(moment: DecisionContext, roll: Random) -> Intent | None:
    if Situation.LEAVE not in moment.heard.situations:
        return None
    if moment.heard.direct and moment.band is not Band.CLOSED and roll.random() < EVEN_CHANCE:
        return None
    return _draw_act(moment, roll, LineEffect.ASKED_LEAVE)


def _telling(moment: DecisionContext, roll: Random) -> Intent | None:
    """Disclose: what the words come close to first, then shallow facts, and not twice in a row unless asked."""
    heard, untold = moment.heard, _untold(moment)
    under = [name for name in untold if name in heard.near or heard.topic in moment.persona.facts[name].topics]
    softened = bool(moment.receipt.rules() & {"softened", "understood"})
    if heard.direct and under:
        chance = TELLING_WHEN_ASKED[moment.band]
    elif moment.told or not softened:
        return None
    else:
        chance = TELLING[moment.band] * (UNASKED if heard.direct or moment.state.plan_due else 1.0)
    candidates = under or untold
    if not candidates or roll.random() >= chance:
        return None
    fact = candidates[0]
    topic = heard.topic if heard.topic in moment.persona.facts[fact].topics else None
    return Intent(act=Act.DISCLOSE, band=moment.band, topic=topic, fact=fact)


def _untold(moment: DecisionContext) -> Sequence[str]:
    facts = moment.persona.facts
    names = [name for name in moment.state.unlocked if name in facts and name not in moment.state.disclosed]
    return sorted(names, key=lambda name: (name not in moment.heard.near, _DEPTH[facts[name].layer]))


def _asked(moment: DecisionContext, roll: Random) -> Intent | None:
    heard = moment.heard
    if heard.topic and heard.direct:
        if heard.again:
            return Intent(
                act=Act.EVADE, band=moment.band, topic=heard.topic, situation=Situation.AGAIN, mood=LineEffect.ASKED
            )
        return _draw_act(moment, roll, LineEffect.ASKED)
    if heard.topic and not heard.again and moment.verdict.empathic and roll.random() < TOUCHED[moment.band]:
        return Intent(act=Act.ANSWER, band=moment.band, topic=heard.topic, mood=LineEffect.HEARD)
    if not heard.question or moment.verdict.empathic:
        return None
    drawn_out = heard.follow_up or any(moment.verdict.passed(check) for check in DRAWING_OUT)
    return _draw_act(moment, roll, LineEffect.EVOKED if drawn_out else LineEffect.STUMPED)


def _react_to_moves(moment: DecisionContext, roll: Random) -> Intent:
    """Answer one of the things the line did; where it did several, any of them may be what caught their ear."""
    verdict, rules = moment.verdict, moment.receipt.rules()
    tests: Mapping[LineEffect, bool] = {
        LineEffect.OWNED: bool(rules & {"owned", "repaired"}),
        LineEffect.HEARD: verdict.passed("says_back"),
        LineEffect.STRENGTHENED: verdict.passed("names_strength"),
        LineEffect.FREED: verdict.passed("leaves_choice"),
        LineEffect.OFFERED: verdict.has(Code.PERSUADE_WITH_PERMISSION),
    }
    held = [mood for mood, holds in tests.items() if holds]
    if held:
        return _draw_act(moment, roll, roll.choice(held))
    return _draw_act(moment, roll, LineEffect.INFORMED if verdict.has(Code.GIVE_INFORMATION) else LineEffect.PASSING)
