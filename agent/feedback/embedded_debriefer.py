"""Debriefer: looks back on a session for the rep. The embedded one writes from the record, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.feedback.advice import lessons_of, next_time
from agent.feedback.narrative import SessionRecord, write_narrative
from agent.feedback.practising import practise_next
from agent.feedback.summary import summarise
from agent.feedback.unsaid import never_said
from agent.model.debrief import Debrief
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Outcome
from agent.model.turn import Turn


class Debriefer(Protocol):
    """Looks back on a session. `engine` names who speaks."""

    engine: str

    async def debrief(
        self, session: str, persona: Persona, rubric: Rubric, turns: Sequence[Turn], outcome: Outcome
    ) -> Debrief:
        """Return the debrief of a session; never fails for what was said in it."""
        ...


class EmbeddedDebriefer:
    """Tells the session from its receipts and the rubric's hints, in the rep's own words."""

    engine = "embedded"

    async def debrief(
        self, session: str, persona: Persona, rubric: Rubric, turns: Sequence[Turn], outcome: Outcome
    ) -> Debrief:
        """Return the debrief of a session."""
        record = SessionRecord(persona, tuple(turns), outcome, summarise(persona, rubric, turns))
        practise, why = practise_next(lessons_of(record, rubric)) if turns else (None, "")
        return Debrief(
            summary=record.summary,
            outcome=outcome,
            story=write_narrative(record),
            next_time=next_time(record, rubric),
            engine=self.engine,
            unsaid=never_said(persona, turns),
            practise=practise,
            practise_why=why,
        )
