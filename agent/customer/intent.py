"""Intent: what the customer's next line does, and all that it depends on."""

from __future__ import annotations

from dataclasses import dataclass

from agent.customer.response_weights import LineEffect
from agent.model.acts import Act, Band, Situation, band_of
from agent.model.base import FrozenModel
from agent.model.persona import Persona
from agent.model.session import Receipt, State
from agent.model.verdict import Talk, Verdict


class Understanding(FrozenModel):
    """What the customer made of the rep's words.

    Attributes:
        topic: the topic asked about or touched, or None. direct: the rep asked about it.
        near: facts that may be told and that the words come close to, nearest first.
        question: the line asks something. follow_up: it asks for more of what they just said.
        again: all there was to say about the topic has been said.
        situations: what else the line does.
    """

    topic: str | None = None
    direct: bool = False
    near: tuple[str, ...] = ()
    question: bool = False
    follow_up: bool = False
    again: bool = False
    situations: frozenset[Situation] = frozenset()


class Intent(FrozenModel):
    """What the customer's next line does.

    Attributes:
        act, band: the act, and how closed they are.
        topic: what to answer or dwell on. fact: what to disclose. plan: what to voice or commit to.
        trigger: the sore point that was touched. situation: what in the rep's line this answers.
        mood: what the rep's line did to them; for the log and for a model's instructions.
        talk: which way the line must lean, where that matters. brief: a word or two and no more.
    """

    act: Act
    band: Band
    topic: str | None = None
    fact: str | None = None
    plan: str | None = None
    trigger: str | None = None
    situation: Situation | None = None
    mood: LineEffect | None = None
    talk: Talk | None = None
    brief: bool = False


@dataclass(frozen=True)
class DecisionContext:
    """All that an intent depends on.

    Attributes:
        before, state: the customer before and after the rep's line; `receipt` says what moved.
        heard: what they made of the words. told: their last line disclosed a fact.
        last_act: what their last line did, if known. last_brief: it was a word or two.
    """

    persona: Persona
    before: State
    state: State
    receipt: Receipt
    verdict: Verdict
    heard: Understanding
    told: bool = False
    last_act: Act | None = None
    last_brief: bool = False

    @property
    def band(self) -> Band:
        """How closed the customer is now."""
        return band_of(self.state.resistance)
