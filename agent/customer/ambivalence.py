"""Ambivalence: what speaks against one's own side. A closed customer lets slip a cost; an open one has second thoughts.

Even under a rep who pushes or blames, people name a cost of how things are, or half a wish (VOCABULARY: change talk of
poor sessions by thirds); and close to a decision the reasons against come back. It is the customer's own language: no
fact they keep back, no promise, and it moves nothing, for the law has moved the state before they speak. Pure; chance
is passed in.
"""

from __future__ import annotations

from random import Random

from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band, Intent, LineEffect, Stage
from agent.model.ids import CheckId
from agent.model.verdict import Talk

SLIP, AT_THE_BRINK = 0.05, 0.18
"""Chance that something slips out, and the same once they are near leaving: anger is less careful."""

REGRET = 0.28
"""Chance that one who leaves says what they would have wanted."""

PRESSED = frozenset(
    {
        LineEffect.CONFRONTED,
        LineEffect.PUSHED,
        LineEffect.INFORMED,
        LineEffect.TIRED,
        LineEffect.PASSING,
        LineEffect.STUMPED,
    }
)
"""Effects after which it can happen. Not after a counterfeit or a gift: there it would look like the reward for it."""

GUARD = frozenset(
    {Act.DENY, Act.EXCUSE, Act.MINIMISE, Act.DEFLECT, Act.ATTACK, Act.WITHDRAW, Act.COMPLY, Act.COMPLAIN, Act.TEST}
)
"""Acts that can turn over into it."""

SECOND_THOUGHTS = 0.7
"""Chance that the answer an open customer was about to give gives way to a doubt."""

ASKED_OPENLY = 0.2
"""The same where they were openly asked about something: most often the question is answered first."""

DRAWN_OUT = (CheckId.ASKS_FOR_THEIRS, CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN, CheckId.SAYS_BACK)
"""Checks of a line that a doubt can answer; a question after a plain fact gets the fact."""

HALF = 0.5
"""Share of doubts that are a reason against; the others weigh both sides."""

LEANING = frozenset({Act.ANSWER, Act.WAVER})
"""Acts that can give way to it: not a wish that is out already, a fact, or a plan that is being put into words."""


def apply_ambivalence(intent: Intent, context: TurnContext, chance: Random) -> Intent:
    """Return the intent, or the other side of it, where the customer is of two minds just then."""
    return add_doubt(leak_change_talk(intent, context, chance), context, chance)


def leak_change_talk(intent: Intent, context: TurnContext, chance: Random) -> Intent:
    """Return the intent, or the same one with what slipped out in its place."""
    if intent.act is Act.WALK_AWAY:
        return intent.model_copy(update={"talk": Talk.CHANGE if chance.random() < REGRET else Talk.NEUTRAL})
    pressed = context.band is Band.CLOSED and intent.effect in PRESSED and intent.act in GUARD and not intent.trigger
    if not pressed or context.last_act is Act.WAVER:
        return intent
    if chance.random() >= (AT_THE_BRINK if context.state.strain else SLIP):
        return intent
    return intent.model_copy(update={"act": Act.WAVER, "talk": Talk.CHANGE, "topic": None, "situation": None})


def add_doubt(intent: Intent, context: TurnContext, chance: Random) -> Intent:
    """Return the intent, or a doubt in its place: with a change in sight, what speaks against it comes back."""
    in_sight = context.state.stage is not Stage.ENGAGE and context.band is Band.OPEN
    drawn_out = any(context.verdict.passed(check) for check in DRAWN_OUT)
    likelihood = ASKED_OPENLY if intent.effect is LineEffect.INVITED else SECOND_THOUGHTS
    if not (in_sight and drawn_out and intent.act in LEANING) or chance.random() >= likelihood:
        return intent
    if chance.random() < HALF:
        return intent.model_copy(update={"act": Act.EXCUSE, "topic": None})
    return intent.model_copy(update={"act": Act.WAVER, "talk": Talk.NEUTRAL})
