"""Turns of the rich persona: the context of one line to her."""

from __future__ import annotations

from typing import Any

from agent.customer.turn_context import TurnContext
from agent.model.law import Law
from agent.model.session import State
from agent.model.verdict import Verdict
from agent.rules import transition
from tests.support.makers.rich import PLAIN, rich_persona

WHO = rich_persona()
PATIENT = rich_persona(law=Law(start=7.5, gain=0.9, loss=1.6, walk_resistance=10.0, walk_patience=20))
"""The same persona, slower to leave: so that bad styles, too, last thirty turns."""


def context(
    line: str, found: Verdict = PLAIN, state: State | None = None, spoken: tuple[str, ...] = (), **changes: Any
) -> TurnContext:
    before = state or transition.start(WHO)
    after, receipt = transition.move(before, found, WHO)
    return TurnContext(
        persona=WHO, before=before, state=after, receipt=receipt, verdict=found, line=line, spoken=spoken, **changes
    )
