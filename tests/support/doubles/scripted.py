"""A scripted model: it answers as its script says, and fails on a call that the script lacks and on steps left over."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from agent.errors import EndpointError
from agent.llm.contract import Answered, M, Message, Purpose


@dataclass(frozen=True)
class Cut:
    """A stream that gives these pieces and then breaks off."""

    pieces: tuple[str, ...]
    error: EndpointError


Step = BaseModel | dict[str, Any] | str | Sequence[str] | Cut | EndpointError
"""For `parse`: an object or the fields of one. For `stream`: a text, pieces, or a cut stream. An error for either."""


@dataclass(frozen=True)
class Asked:
    """A call as it was made."""

    messages: tuple[Message, ...]
    purpose: Purpose
    session: str | None
    seed: int | None
    least_temperature: float

    @property
    def text(self) -> str:
        """The whole prompt."""
        return "\n".join(message.text for message in self.messages)


class ScriptedModel:
    """A language model that follows a script. Use it in a `with` block, which checks that every step was taken."""

    name = "scripted"

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.asked: list[Asked] = []

    def __enter__(self) -> ScriptedModel:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert kind is not None or not self._steps, f"steps left over: {self._steps}"

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
        step = self._next(Asked(tuple(messages), purpose, session, seed, least_temperature))
        if isinstance(step, EndpointError):
            raise step
        assert isinstance(step, BaseModel | dict), f"the script has no object here but {step!r}"
        return schema.model_validate(step if isinstance(step, dict) else step.model_dump())

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
        """Answer with the next object; it tells no odds."""
        value = await self.parse(
            messages, schema, purpose=purpose, session=session, seed=seed, least_temperature=least_temperature
        )
        return Answered(value)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        purpose: Purpose,
        session: str | None,
        seed: int | None = None,
        least_temperature: float = 0.0,
    ) -> AsyncGenerator[str, None]:
        step = self._next(Asked(tuple(messages), purpose, session, seed, least_temperature))
        if isinstance(step, EndpointError):
            raise step
        assert isinstance(step, str | Cut | list | tuple), f"the script has no text here but {step!r}"
        pieces = step.pieces if isinstance(step, Cut) else [step] if isinstance(step, str) else step
        for piece in pieces:
            yield piece
        if isinstance(step, Cut):
            raise step.error

    def _next(self, asked: Asked) -> Step:
        self.asked.append(asked)
        assert self._steps, f"a call that the script lacks: {asked.messages[-1].text[:200]!r}"
        return self._steps.pop(0)
