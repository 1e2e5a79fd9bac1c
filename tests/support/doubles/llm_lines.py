"""Lines of the LLM customer: what Dana intends, a way to hear her, and the bounds of what she may say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.customer.llm.checks import Bounds, runs_in
from agent.customer.llm.leaks import Secrets
from agent.customer.llm.llm_customer import LlmCustomer
from agent.customer.llm.prompt import stage_directions
from agent.customer.turn_context import TurnContext
from agent.llm.contract import LanguageModel
from agent.model.acts import Act, Band, Intent
from agent.model.background import Said
from agent.model.session import Reply
from agent.model.verdict import Talk
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.dana import LINES, StandIn, context
from tests.support.makers.rich import INDEXES

DENY = Intent(act=Act.DENY, band=Band.CLOSED)
TELL = Intent(act=Act.DISCLOSE, band=Band.GUARDED, topic="happened", fact="by_hand")
VOICE = Intent(act=Act.VOICE_PLAN, band=Band.OPEN, plan="night")
AUTHORED = "We did our bit."
ALL_LOCKED = Secrets(LINES, frozenset())


def by_words(text: str, before: Sequence[Said]) -> Talk:
    """Read the talk type by two words, so that a test can see that it comes from the words."""
    return Talk.CHANGE if "could" in text else Talk.SUSTAIN if "never" in text else Talk.NEUTRAL


def voice(model: LanguageModel) -> LlmCustomer:
    """Return Dana's voice by a model."""
    return LlmCustomer(model, StandIn(), INDEXES, by_words)


async def speak(
    model: ScriptedModel, intent: Intent = DENY, turn: TurnContext | None = None
) -> tuple[list[str], Reply]:
    """Return the pieces and the reply; that the pieces begin it holds for every line spoken in these tests."""
    *given, reply = [piece async for piece in voice(model).reply(turn or context(), intent)]
    assert isinstance(reply, Reply)
    pieces = [piece for piece in given if isinstance(piece, str)]
    assert pieces == given
    assert reply.text.startswith("".join(pieces))
    return pieces, reply


def bounds(act: Act = Act.DENY, band: Band = Band.CLOSED, **given: Any) -> Bounds:
    whole: dict[str, Any] = {
        "secrets": Secrets(LINES, frozenset(given.pop("may_tell", ()))) if "may_tell" in given else ALL_LOCKED,
        "spoken": ("You have twenty minutes.", "We wrote every parcel down on a list."),
        "line": "So it went dark in March, and you were the one who had to explain it.",
        "figures": frozenset({"120"}),
        "recital": runs_in(stage_directions(DENY.act, DENY.band, DENY.effect)),
    }
    return Bounds(act=act, band=band, **(whole | given))
