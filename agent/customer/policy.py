"""Policy: what the customer does next. Pure: the state, the receipt and the verdict decide; chance is passed in.

Both engines speak from the same intent: the embedded one picks a line the author wrote for it, a model gets it as
instructions. No intent discloses a fact that is locked, and none commits to what was not voiced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from agent.content.authored_lines import speaks_from_stock
from agent.content.tables.response_weights import response_weights
from agent.customer.ambivalence import apply_ambivalence
from agent.customer.brevity import apply_brevity
from agent.customer.intents.agenda import name_item, raise_item
from agent.customer.intents.drawing import draw_act, guesses, invited
from agent.customer.intents.telling import tell, tell_more
from agent.customer.situations import asks_through
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent, LineEffect, Situation
from agent.model.ids import CheckId, RuleId
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
HOW_THEY_ARE = "today"
"""A topic of lean personas: who greets them by asking how they are is told."""

DRAWING_OUT = (CheckId.ASKS_FOR_THEIRS, CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN)
"""Checks of a question that asks for the customer's own reasons, view or way forward."""

EVEN_CHANCE = 0.5


def choose_intent(context: TurnContext, chance: Random) -> Intent:
    """Return what the customer does next: the first rule that applies decides, then what slips out, and how briefly.

    Args:
        context: where the customer stands and what they understood.
        chance: the only source of chance; the same seed gives the same intent.
    """
    rules: tuple[Rule, ...] = (
        _end_session, _warning, _puzzled, _unclear, _triggered, _harmed, _heard_before, _chatting, _planning, name_item,
        _limited, _spoiled, _asking_leave, tell, tell_more, _asked, raise_item,
    )  # fmt: skip
    intents = (rule(context, chance) for rule in rules)
    decided = next((intent for intent in intents if intent is not None), None) or _react_to_moves(context, chance)
    return _minding(apply_brevity(apply_ambivalence(decided, context, chance), context, chance), context)


def _end_session(context: TurnContext, chance: Random) -> Intent | None:
    if context.state.outcome is Outcome.COMMITTED:
        plan = context.state.plan or context.before.plan or next(iter(context.persona.plans))
        return Intent(act=Act.COMMIT, band=context.band, plan=plan)
    if context.state.outcome is Outcome.WALKED_AWAY:
        return Intent(act=Act.WALK_AWAY, band=context.band)
    return None


def _minding(intent: Intent, context: TurnContext) -> Intent:
    """Return the intent with what was said before: whose words were taken up, and whether the rep's are news."""
    heard = context.understanding
    act = Act.WITHDRAW if intent.act is Act.DENY and heard.known else intent.act
    return intent.model_copy(
        update={"act": act, "item": intent.item or heard.item, "taken_up": heard.taken_up, "unsaid": heard.unsaid}
    )


def _warning(context: TurnContext, chance: Random) -> Intent | None:
    if RuleId.LEAVE_WARNED not in context.receipt.rules():
        return None
    return Intent(act=Act.WARN, band=context.band)


def _puzzled(context: TurnContext, chance: Random) -> Intent | None:
    if RuleId.ODD in context.receipt.rules() or Situation.ODD in context.understanding.situations:
        return Intent(act=Act.PUZZLED, band=context.band, situation=Situation.ODD)
    return None


def _unclear(context: TurnContext, chance: Random) -> Intent | None:
    if RuleId.UNCLEAR not in context.receipt.rules():
        return None
    return Intent(act=Act.ASK_MEANING, band=context.band, effect=LineEffect.UNCLEAR)


def _triggered(context: TurnContext, chance: Random) -> Intent | None:
    if not context.receipt.triggers or chance.random() >= response_weights().chances.sore:
        return None
    return Intent(act=Act.ATTACK, band=context.band, trigger=context.receipt.triggers[0], effect=LineEffect.CONFRONTED)


def _harmed(context: TurnContext, chance: Random) -> Intent | None:
    rules = context.receipt.rules()
    effect = next((effect for names, effect in HARMS if names & rules), None)
    if effect is LineEffect.TIRED and _answers_still(context, chance):
        return None
    if effect is LineEffect.COUNTERFEITED and _answers_still(context, chance):
        return draw_act(context, chance, LineEffect.INVITED)
    speech = Situation.SPEECH if effect is LineEffect.TIRED and RuleId.INTERROGATED not in rules else None
    return draw_act(context, chance, effect, speech) if effect else None


def _answers_still(context: TurnContext, chance: Random) -> bool:
    """Say whether one who is tired of questions answers this one all the same, since it is openly put and plain."""
    heard = context.understanding
    plain = heard.came_with or (heard.direct and not heard.again)
    return plain and invited(context) and chance.random() >= response_weights().chances.tiring


def _heard_before(context: TurnContext, chance: Random) -> Intent | None:
    """Notice a line that was said before; what it asks has been answered then."""
    if RuleId.SAID_BEFORE not in context.receipt.rules():
        return None
    return _tired_of(context, LineEffect.PASSING)


def _tired_of(context: TurnContext, effect: LineEffect) -> Intent:
    topic, situation = context.understanding.topic, Situation.AGAIN
    return Intent(act=Act.EVADE, band=context.band, topic=topic, situation=situation, effect=effect)


def _chatting(context: TurnContext, chance: Random) -> Intent | None:
    heard = context.understanding
    for situation, effect in SMALL_TALK:
        if situation in heard.situations and not (heard.direct and heard.topic == HOW_THEY_ARE):
            return draw_act(context, chance, effect, situation)
    return None


def _planning(context: TurnContext, chance: Random) -> Intent | None:
    state = context.state
    if not state.plan_due or chance.random() >= (
        response_weights().chances.voicing if state.plan is None else response_weights().chances.going_on
    ):
        return None
    if state.plan is None and (told := tell(context, chance)):
        return told
    plan = state.plan or chance.choice(list(context.persona.plans))
    return Intent(act=Act.VOICE_PLAN, band=context.band, plan=plan)


def _limited(context: TurnContext, chance: Random) -> Intent | None:
    return draw_act(context, chance, LineEffect.LIMITED) if context.verdict.has(Code.SET_LIMIT) else None


def _spoiled(context: TurnContext, chance: Random) -> Intent | None:
    spoiled = context.state.scope_pressure >= context.persona.law.scope_limit
    return draw_act(context, chance, LineEffect.SPOILED) if spoiled and chance.random() < EVEN_CHANCE else None


def _asking_leave(context: TurnContext, chance: Random) -> Intent | None:
    if Situation.LEAVE not in context.understanding.situations:
        return None
    if context.understanding.direct and asks_through(context.heard):
        return None
    return draw_act(context, chance, LineEffect.ASKED_LEAVE)


def _asked(context: TurnContext, chance: Random) -> Intent | None:
    understanding = context.understanding
    if understanding.topic and understanding.direct:
        if understanding.again and not guesses(context):
            return _tired_of(context, LineEffect.ASKED)
        return draw_act(context, chance, LineEffect.INVITED if invited(context) else LineEffect.ASKED)
    touched = understanding.topic and not understanding.again and context.verdict.empathic
    touched = touched and not speaks_from_stock(context.persona, understanding.topic)
    if touched and chance.random() < response_weights().chances.touched[context.band]:
        return Intent(act=Act.ANSWER, band=context.band, topic=understanding.topic, effect=LineEffect.HEARD)
    if not understanding.question or (context.verdict.empathic and not invited(context)):
        return None
    drawn_out = understanding.follow_up or any(context.verdict.passed(check) for check in DRAWING_OUT)
    drawn = draw_act(context, chance, LineEffect.EVOKED if drawn_out else LineEffect.STUMPED)
    return drawn.model_copy(update={"whole": invited(context)})


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
    if LineEffect.OWNED in held:  # who owns up to something is heard in that, whatever else the line does
        held = [LineEffect.OWNED]
    if held:
        return draw_act(context, chance, chance.choice(held))
    return draw_act(context, chance, LineEffect.INFORMED if verdict.has(Code.GIVE_INFORMATION) else LineEffect.PASSING)
