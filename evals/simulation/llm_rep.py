"""A language model plays the rep, at the endpoint that the settings name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.llm.contract import LanguageModel, Message
from agent.llm.templates import Prompt
from agent.model.persona import Persona
from agent.model.turn import Turn
from agent.runtime.scripted_play import SILENCE
from agent.text.neutralize import neutralize

PROMPT = Path(__file__).resolve().parents[1] / "prompts" / "rep.md"
LONGEST = 600
"""Characters of a line that are kept: a model that goes on and on is cut as a listener would cut it."""

HEARD = 8
"""Turns back that the model is shown."""

MANNERS = {
    "model": "You listen first. You say back what you heard, leave the choice with the customer, and ask for their own "
    "reasons and ideas before you offer any of yours.",
    "model_rush": "You are under pressure to close this today. You are friendly, you know your product, and you push.",
}
"""Name of the rep -> how they go about it."""


@dataclass(frozen=True)
class LlmRep:
    """A rep played by a model.

    Attributes:
        name: one of `MANNERS`. llm: who speaks. persona: whose brief the rep has read. seed: sent with every call.
    """

    name: str
    llm: LanguageModel
    persona: Persona
    seed: int

    @property
    def recipe(self) -> str:
        """Model, seed and instructions."""
        return f"{self.llm.name}|{self.seed}|{hashlib.sha256(self._instructions().encode()).hexdigest()[:16]}"

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return the model's next line, or a silence where it says nothing.

        Raises:
            EndpointError: the endpoint failed for good.
        """
        messages = [Message(part="instructions", text=self._instructions()), *_talk_so_far(opening, turns)]
        seed = self.seed + len(turns)
        pieces = self.llm.stream(messages, purpose="customer", session=None, seed=seed, least_temperature=0.7)
        text = "".join([piece async for piece in pieces])
        return " ".join(text.split())[:LONGEST] or SILENCE

    def _instructions(self) -> str:
        brief = self.persona.brief
        told = "\n".join((brief.you_are, *(f"- {fact}" for fact in brief.you_know), brief.your_task))
        prompt = Prompt(str(PROMPT), (PROMPT.read_text("utf-8"),))
        return prompt.render(brief=told, manner=MANNERS[self.name])[0]


def _talk_so_far(opening: str, turns: Sequence[Turn]) -> list[Message]:
    recent = turns[-HEARD:]
    heard = recent[0].number > 1 if recent else False
    said = [] if heard else [Message(part="incoming", text=neutralize(opening))]
    for turn in recent:
        said.append(Message(part="own", text=turn.rep))
        said.append(Message(part="incoming", text=neutralize(turn.reply.text)))
    return said
