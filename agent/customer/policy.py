"""Mind: what the customer does next. Pure: the state, the receipt and the verdict decide; chance is passed in.

Both engines speak from the same intent: the embedded voice picks a line the author wrote for it, a model gets it as
instructions. No intent discloses a fact that is locked, and none commits to what was not voiced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from agent.customer.ambivalence import torn
from agent.customer.brevity import shortened
from agent.customer.intent import Intent, Moment
from agent.customer.response_weights import (
    GOING_ON,
    MOODS,
    SORE,
    TELLING,
    TELLING_WHEN_ASKED,
    TOUCHED,
    UNASKED,
    VOICING,
    Mood,
    Weights,
)
from agent.model.acts import Act, Band, Situation, Stage
from agent.model.persona import Layer
from agent.model.session import Outcome
from agent.model.verdict import Code

Rule = Callable[[Moment, Random], Intent | None]

HARMS: tuple[tuple[frozenset[str], Mood], ...] = (
    (frozenset({"confronted", "threatened"}), Mood.CONFRONTED),
    (frozenset({"pushed", "early_lead", "permission_overridden"}), Mood.PUSHED),
    (frozenset({"gave_in"}), Mood.INDULGED),
    (frozenset({"counterfeit", "counterfeit_again"}), Mood.COUNTERFEITED),
    (frozenset({"interrogated", "speech"}), Mood.TIRED),
)
"""Rules of the receipt that colour the answer whatever else the line holds, worst first."""

SMALL_TALK = (
    (Situation.SILENCE, Mood.ALONE),
    (Situation.BYE, Mood.LEFT),
    (Situation.GREETING, Mood.GREETED),
    (Situation.THANKS, Mood.THANKED),
)
SITUATION_OF_MOOD = {
    Mood.ASKED_LEAVE: Situation.LEAVE,
    Mood.OWNED: Situation.SORRY,
    Mood.FREED: Situation.CHOICE,
    Mood.STRENGTHENED: Situation.STRENGTH,
    Mood.HEARD: Situation.REFLECTION,
    Mood.OFFERED: Situation.IDEA,
    Mood.PUSHED: Situation.IDEA,
    Mood.INFORMED: Situation.INFO,
    Mood.LIMITED: Situation.LIMIT,
    Mood.STUMPED: Situation.QUESTION,
}
REASONS_AGAINST = frozenset({Act.EXCUSE, Act.MINIMISE, Act.DENY, Act.COMPLAIN})
DRAWING_OUT = ("asks_for_theirs", "looks_ahead", "shapes_plan")
"""Checks of a question that asks for the customer's own reasons, view or way forward."""

EVEN_CHANCE = 0.5
_DEPTH = {layer: depth for depth, layer in enumerate(Layer)}


def choose(moment: Moment, roll: Random) -> Intent:
    """Return what the customer does next: the first rule that applies decides, then what slips out, and how briefly.

    Args:
        moment: where the customer stands and what they heard.
        roll: the only source of chance; the same seed gives the same intent.
    """
    rules: tuple[Rule, ...] = (
        _ending, _puzzled, _triggered, _harmed, _chatting, _planning, _limited, _spoiled, _asking_leave, _telling,
        _asked,
    )  # fmt: skip
    intents = (rule(moment, roll) for rule in rules)
    decided = next((intent for intent in intents if intent is not None), None) or _moved(moment, roll)
    return shortened(torn(decided, moment, roll), moment, roll)


def weights(moment: Moment, mood: Mood) -> Weights:
    """Return the weight of each act in this mood: the table, bent by state, last act and what was reflected.

    Change talk is scarce while the bond is being made and grows with readiness; a breach that nobody has mended keeps
    it down. Dwelling on the reasons against brings those out; reflecting the wish to change brings out that.
    """
    verdict, state = moment.verdict, moment.state
    bent = dict(MOODS[mood][moment.band])
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


def _draw(moment: Moment, roll: Random, mood: Mood, situation: Situation | None = None) -> Intent:
    table = weights(moment, mood)
    act = roll.choices(list(table), list(table.values()))[0]
    keeps_topic = act in (Act.ANSWER, Act.OPEN_UP, Act.WAVER, Act.COMPLAIN)
    return Intent(
        act=act,
        band=moment.band,
        topic=moment.heard.topic if keeps_topic else None,
        situation=situation or SITUATION_OF_MOOD.get(mood),
        mood=mood,
    )


def _ending(moment: Moment, roll: Random) -> Intent | None:
    if moment.state.outcome is Outcome.COMMITTED:
        plan = moment.state.plan or moment.before.plan or next(iter(moment.persona.plans))
        return Intent(act=Act.COMMIT, band=moment.band, plan=plan)
    if moment.state.outcome is Outcome.WALKED_AWAY:
        return Intent(act=Act.WALK_AWAY, band=moment.band)
    return None


def _puzzled(moment: Moment, roll: Random) -> Intent | None:
    if "odd" in moment.receipt.rules() or Situation.ODD in moment.heard.situations:
        return Intent(act=Act.PUZZLED, band=moment.band, situation=Situation.ODD)
    return None


def _triggered(moment: Moment, roll: Random) -> Intent | None:
    if not moment.receipt.triggers or roll.random() >= SORE:
        return None
    return Intent(act=Act.ATTACK, band=moment.band, trigger=moment.receipt.triggers[0], mood=Mood.CONFRONTED)


def _harmed(moment: Moment, roll: Random) -> Intent | None:
    rules = moment.receipt.rules()
    mood = next((mood for names, mood in HARMS if names & rules), None)
    return _draw(moment, roll, mood) if mood else None


def _chatting(moment: Moment, roll: Random) -> Intent | None:
    for situation, mood in SMALL_TALK:
        if situation in moment.heard.situations:
            return _draw(moment, roll, mood, situation)
    return None


def _planning(moment: Moment, roll: Random) -> Intent | None:
    state = moment.state
    if not state.plan_due or roll.random() >= (VOICING if state.plan is None else GOING_ON):
        return None
    if state.plan is None and (told := _telling(moment, roll)):
        return told
    plan = state.plan or roll.choice(list(moment.persona.plans))
    return Intent(act=Act.VOICE_PLAN, band=moment.band, plan=plan)


def _limited(moment: Moment, roll: Random) -> Intent | None:
    return _draw(moment, roll, Mood.LIMITED) if moment.verdict.has(Code.SET_LIMIT) else None


def _spoiled(moment: Moment, roll: Random) -> Intent | None:
    spoiled = moment.state.scope_pressure >= moment.persona.law.scope_limit
    return _draw(moment, roll, Mood.SPOILED) if spoiled and roll.random() < EVEN_CHANCE else None


def _asking_leave(moment: Moment, roll: Random) -> Intent | None:
    if Situation.LEAVE not in moment.heard.situations:
        return None
    if moment.heard.direct and moment.band is not Band.CLOSED and roll.random() < EVEN_CHANCE:
        return None
    return _draw(moment, roll, Mood.ASKED_LEAVE)


def _telling(moment: Moment, roll: Random) -> Intent | None:
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


def _untold(moment: Moment) -> Sequence[str]:
    facts = moment.persona.facts
    names = [name for name in moment.state.unlocked if name in facts and name not in moment.state.disclosed]
    return sorted(names, key=lambda name: (name not in moment.heard.near, _DEPTH[facts[name].layer]))


def _asked(moment: Moment, roll: Random) -> Intent | None:
    heard = moment.heard
    if heard.topic and heard.direct:
        if heard.again:
            return Intent(
                act=Act.EVADE, band=moment.band, topic=heard.topic, situation=Situation.AGAIN, mood=Mood.ASKED
            )
        return _draw(moment, roll, Mood.ASKED)
    if heard.topic and not heard.again and moment.verdict.empathic and roll.random() < TOUCHED[moment.band]:
        return Intent(act=Act.ANSWER, band=moment.band, topic=heard.topic, mood=Mood.HEARD)
    if not heard.question or moment.verdict.empathic:
        return None
    drawn_out = heard.follow_up or any(moment.verdict.passed(check) for check in DRAWING_OUT)
    return _draw(moment, roll, Mood.EVOKED if drawn_out else Mood.STUMPED)


def _moved(moment: Moment, roll: Random) -> Intent:
    """Answer one of the things the line did; where it did several, any of them may be what caught their ear."""
    verdict, rules = moment.verdict, moment.receipt.rules()
    tests: Mapping[Mood, bool] = {
        Mood.OWNED: bool(rules & {"owned", "repaired"}),
        Mood.HEARD: verdict.passed("says_back"),
        Mood.STRENGTHENED: verdict.passed("names_strength"),
        Mood.FREED: verdict.passed("leaves_choice"),
        Mood.OFFERED: verdict.has(Code.PERSUADE_WITH_PERMISSION),
    }
    held = [mood for mood, holds in tests.items() if holds]
    if held:
        return _draw(moment, roll, roll.choice(held))
    return _draw(moment, roll, Mood.INFORMED if verdict.has(Code.GIVE_INFORMATION) else Mood.PASSING)
