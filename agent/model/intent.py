"""Intent: what the customer's next line does. Decided once a turn, whoever speaks, and kept in the log."""

from __future__ import annotations

from agent.model.acts import Act, Band, LineEffect, Situation
from agent.model.base import FrozenModel
from agent.model.verdict import Talk


class Intent(FrozenModel):
    """What the customer's next line does.

    Attributes:
        act, band: the act, and how closed they are.
        topic: what to answer or dwell on. fact: what to disclose. plan: what to voice or commit to.
        item: the item of their agenda to raise. taken_up: words of their own that the rep came back to; the answer
            stays with them and adds to them.
        trigger: the sore point that was touched. situation: what in the rep's line this answers.
        effect: what the rep's line did to them; for the log and for a model's instructions.
        talk: which way the line must lean, where that matters. brief: a word or two and no more.
    """

    act: Act
    band: Band
    topic: str | None = None
    fact: str | None = None
    plan: str | None = None
    item: str | None = None
    taken_up: str | None = None
    trigger: str | None = None
    situation: Situation | None = None
    effect: LineEffect | None = None
    talk: Talk | None = None
    brief: bool = False
