"""Asking: ways of saying a line as a language model would say it. What it invents or gives away is dropped later."""

from __future__ import annotations

from pydantic import Field

from agent.coaching.rewording.contract import WAYS, Candidate, Occasion
from agent.content.secrets import leaked_fact
from agent.llm.contract import LanguageModel, Message
from agent.llm.templates import load_prompt
from agent.model.base import FrozenModel
from agent.model.practice.drill import Skill
from agent.text.neutralize import neutralize

LINE_CHARACTERS = 500
"""Of each line that the prompt carries."""

LONGEST = 400
"""Characters of one way; beyond, it is a speech."""


class Way(FrozenModel):
    """One way, as a model answers."""

    kind: Skill
    line: str


class Ways(FrozenModel):
    """What the model answers."""

    ways: tuple[Way, ...] = Field(min_length=1)


async def ask(llm: LanguageModel, moment: Occasion, session: str) -> list[Candidate]:
    """Return the ways a model gives that are due here, fit to be read aloud and give no locked fact away.

    Raises:
        EndpointError: it gave none.
    """
    answer = await llm.parse(_messages(moment), Ways, purpose="debrief", session=session)
    told = [(way.kind, " ".join(way.line.split())) for way in answer.ways]
    return [
        Candidate(kind, line, f"llm:{llm.name}")
        for kind, line in told
        if kind in moment.kinds and 0 < len(line) <= LONGEST and not _leaks(line, moment)
    ]


def _leaks(line: str, moment: Occasion) -> bool:
    return leaked_fact(line, moment.persona, moment.before.disclosed) is not None


def _messages(moment: Occasion) -> tuple[Message, ...]:
    stable, talk = load_prompt("rewording").render(
        name=moment.persona.name,
        role=moment.persona.role,
        talk="\n".join(f"{said.speaker}: {neutralize(said.text, LINE_CHARACTERS)}" for said in moment.said),
        line=neutralize(moment.line, LINE_CHARACTERS),
        read=", ".join(dict.fromkeys(found.code.value for found in moment.verdict.codes)) or "nothing",
        kinds=", ".join(moment.kinds[:WAYS]),
    )
    return Message(part="instructions", text=stable), Message(part="incoming", text=talk)
