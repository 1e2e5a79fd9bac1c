"""What actors and a language model say to each other: messages in, text or a checked object out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from agent.llm.reading.odds import Odds
from agent.model.base import FrozenModel

M = TypeVar("M", bound=BaseModel)

Purpose = Literal["customer", "grader", "debrief", "draft"]
"""Whose call it is. Each may have a model of its own; a draft of a customer is written by that of the debrief."""


class Message(FrozenModel):
    """One message. `instructions` are ours; `incoming` may hold data; `own` is what the model said before."""

    part: Literal["instructions", "incoming", "own"]
    text: str


@dataclass(frozen=True)
class Answered(Generic[M]):
    """An object a model answered with. `odds`: how likely each of its values was, where the endpoint tells."""

    value: M
    odds: Odds | None = None


class LanguageModel(Protocol):
    """What an actor may ask of a language model. The client and the tests' scripted model do it."""

    @property
    def name(self) -> str:
        """The model's name, as verdicts and replies carry it."""
        ...

    async def parse(
        self,
        messages: Sequence[Message],
        schema: type[M],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> M:
        """Answer with an object of the schema.

        Args:
            messages: instructions first.
            schema: a pydantic model; every field counts as required.
            purpose: whose call it is. session: whose token budget pays, or None for nobody's.
            seed: instead of that of the settings. least_temperature: at least this, whatever the settings say.

        Raises:
            EndpointRefused, EndpointDown, EndpointGarbled: and nothing else.
        """
        ...

    async def answer(
        self,
        messages: Sequence[Message],
        schema: type[M],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> Answered[M]:
        """Answer as `parse` does, and tell how likely each value was, where the endpoint tells."""
        ...

    def stream(
        self,
        messages: Sequence[Message],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> AsyncGenerator[str, None]:
        """Answer with pieces of text as they come. Arguments and errors as of `parse`."""
        ...
