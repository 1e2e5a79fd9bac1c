"""Agenda: the customer brings what they came with: when asked, when there is room, once more if it is lost. Pure."""

from __future__ import annotations

from random import Random

from agent.content.tables.response_weights import response_weights
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Intent
from agent.model.ids import CheckId, RuleId

LOST_AFTER = 3
"""Replies after which an item that nobody took up is pressed once more."""

NO_ROOM = frozenset(
    {
        RuleId.CONFRONTED, RuleId.THREATENED, RuleId.PUSHED, RuleId.EARLY_LEAD, RuleId.PERMISSION_OVERRIDDEN,
        RuleId.TRIGGER, RuleId.UNCLEAR, RuleId.COUNTERFEIT_AGAIN, RuleId.SOFTENED, RuleId.UNDERSTOOD, RuleId.OWNED,
        RuleId.REPAIRED, RuleId.LIMIT_SET, RuleId.BARE_LIMIT,
    }
)  # fmt: skip
"""Rules after which nobody turns to their list: they are hurt, or something was said that wants its own answer."""


ANSWERED_FIRST = (CheckId.LEAVES_CHOICE, CheckId.NAMES_STRENGTH, CheckId.OWNS_PART, CheckId.ASKS_LEAVE)
"""Checks of a line that says something to the customer which wants its own answer."""


def name_item(context: TurnContext, chance: Random) -> Intent | None:
    """Name what they came with, where they are asked: the weightiest thing not brought up, else what was lost."""
    if not context.understanding.came_with:
        return None
    item = _unraised(context) or _lost(context)
    return _raising(item, context) if item else None


def raise_item(context: TurnContext, chance: Random) -> Intent | None:
    """Bring something up unasked where the rep's line leaves room: never after harm, nor instead of an answer."""
    if not _leaves_room(context):
        return None
    chances, lost = response_weights().chances, _lost(context)
    item, likelihood = (lost, chances.pressing) if lost else (_unraised(context), chances.raising[context.band])
    return _raising(item, context) if item and chance.random() < likelihood else None


def _raising(item: str, context: TurnContext) -> Intent:
    return Intent(act=Act.RAISE, band=context.band, topic=context.persona.agenda[item].topic, item=item)


def _unraised(context: TurnContext) -> str | None:
    return next((item for item in context.persona.agenda if item not in context.state.raised), None)


def _leaves_room(context: TurnContext) -> bool:
    heard, verdict = context.understanding, context.verdict
    just_raised = bool(context.earlier) and context.earlier[-1].act is Act.RAISE
    wants_an_answer = heard.question or heard.unsaid or any(verdict.passed(check) for check in ANSWERED_FIRST)
    return not (just_raised or wants_an_answer or context.receipt.rules() & NO_ROOM)


def _lost(context: TurnContext) -> str | None:
    """Return an item that was brought up once, some replies ago, and that no line of the rep has taken up since."""
    for at, reply in enumerate(context.earlier):
        item, since = reply.item or "", context.earlier[at + 1 :]
        once = reply.act is Act.RAISE and item in context.persona.agenda and context.state.raised.count(item) == 1
        if once and len(since) + 1 > LOST_AFTER and all(later.item != item for later in since):
            return None if context.understanding.item == item else item
    return None
