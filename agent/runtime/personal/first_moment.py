"""First moment: one line tried on a customer who has just spoken, really graded and really moved, and never stored."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from agent.model.background import Said
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.session import Receipt, State
from agent.model.verdict import Verdict
from agent.rules import transition
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.turns.recent_talk import background_of
from agent.text.sanitize import accepted


@dataclass(frozen=True)
class Tried:
    """What came of a line: what the grader saw in it, and what the law moved by that.

    Attributes:
        before, after: where the customer stood, which is where a talk begins, and where they stand now.
    """

    line: str
    verdict: Verdict
    receipt: Receipt
    before: State
    after: State
    persona: Persona
    rubric: Rubric


async def try_line(room: PersonalRoom, persona_id: str, said: str, line: str) -> Tried:
    """Try a line as the answer to the customer's first words. Nothing is stored.

    Args:
        persona_id: the customer. said: their words. line: the rep's, whatever they are.

    Raises:
        TurnRefused: the line is empty or too long. DataError: the persona or the rubric cannot be read.
    """
    line = accepted(line)
    persona, rubric = room.library.persona(persona_id), room.library.rubric()
    verdict = await room.room.grade(
        line,
        [Said(speaker="customer", text=said)],
        background=background_of(persona, said, (), 0),
        payer=f"first-moment-{room.person.id or 'here'}",
    )
    before = transition.start(persona)
    after, receipt = await asyncio.to_thread(transition.move, before, verdict, persona, line)
    return Tried(line, verdict, receipt, before, after, persona, rubric)
