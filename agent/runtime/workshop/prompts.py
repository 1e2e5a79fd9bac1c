"""Prompts: exactly what a model would be told as the customer, where they stand closed, guarded or open."""

from __future__ import annotations

from dataclasses import dataclass

from agent.customer.index.line_index import LineIndex
from agent.customer.llm.prompt import offered_facts, voice_messages
from agent.customer.turn_context import TurnContext
from agent.llm.contract import Message
from agent.model.acts import Band
from agent.model.background import Said
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.rules import transition
from agent.runtime.engine_factory import Engines
from agent.runtime.workshop.standing import standing

SEED = 1
"""Of what chance decides in it: both versions are told with the same."""


@dataclass(frozen=True)
class Prompt:
    """The messages a model gets, and which facts they hold: those offered in them, and those still locked."""

    messages: tuple[Message, ...]
    offered: tuple[str, ...]
    locked: tuple[str, ...]


async def prompt_of(persona: Persona, band: Band, line: str, engines: Engines, rubric: Rubric) -> Prompt:
    """Return the prompt of the answer to a rep's line, right after the opening.

    Args:
        band: where they stand when it is said. line: the rep's, read by the embedded engine, so that no call is made.
    """
    before, opening = standing(persona, band), Said(speaker="customer", text=persona.openings[0])
    verdict = await engines.embedded_grader(rubric).grade(line, (opening,))
    after, receipt = transition.move(before, verdict, persona, line)
    context = TurnContext(
        persona, before, after, receipt, verdict, line, recent=(opening,), spoken=(opening.text,), talk=(opening,),
        seed=SEED,
    )  # fmt: skip
    intent = engines.decider().decide(context)
    locked = tuple(name for name in persona.facts if name not in after.unlocked)
    return Prompt(voice_messages(context, intent, LineIndex(persona)), offered_facts(intent), locked)
