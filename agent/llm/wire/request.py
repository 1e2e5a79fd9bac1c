"""One call as it goes out: what is asked, by when, and how it is written for the provider."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from agent.llm.contract import Message, Purpose
from agent.llm.endpoint import Endpoint
from agent.llm.reading.structured_output import schema_text
from agent.llm.templates import load_prompt
from agent.llm.wire.dialect import Dialect

_ROLES = {"instructions": "system", "incoming": "user", "own": "assistant"}
"""The provider's words for our parts; they occur nowhere else."""

CHARACTERS_PER_TOKEN = 20
"""More than any text has on average (English: 4); an answer that is longer has ignored its limit."""


@dataclass
class Tries:
    """What became of the attempts of one call.

    Attributes:
        sent: requests so far. silent: one of them ended without a sign of life. errors: plain 500s in a row.
        unwritten: one answer was none. used: tokens of the last attempt. begun: seconds of the loop's clock.
    """

    sent: int = 0
    silent: bool = False
    errors: int = 0
    unwritten: bool = False
    used: int = 0
    begun: float = field(default_factory=lambda: asyncio.get_running_loop().time())


@dataclass(frozen=True)
class Call:
    """One request, before the endpoint's dialect is applied.

    Attributes:
        messages: what is said. session: whose budget pays. seed, least_temperature: see `LanguageModel.parse`.
        deadline: in seconds of the loop's clock. where: names the call in messages.
        purpose: whose call it is. tokens: the limit of the answer. cold: the model may have to be loaded first.
        tries: what became of its attempts.
    """

    messages: tuple[Message, ...]
    session: str | None
    seed: int | None
    least_temperature: float
    deadline: float
    where: str
    purpose: Purpose
    tokens: int
    cold: bool = False
    tries: Tries = field(default_factory=Tries)

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return max(0.0, self.deadline - asyncio.get_running_loop().time())

    @property
    def most_characters(self) -> int:
        """Characters that the answer may have."""
        return self.tokens * CHARACTERS_PER_TOKEN

    @property
    def odds(self) -> bool:
        """Whether it is wanted how likely the tokens of the answer were: a grader is unsure, and should say so."""
        return self.purpose == "grader"

    def patience(self, seconds: float) -> float:
        """Return how long one attempt may be silent: all that is left for a cold model, and after a silent attempt."""
        return self.left if self.cold or self.tries.silent else min(seconds, self.left)


def written(call: Call, endpoint: Endpoint, dialect: Dialect, messages: Sequence[Message]) -> dict[str, Any]:
    """Return the parameters of a request, in the endpoint's dialect."""
    seed = endpoint.seed if call.seed is None else call.seed
    temperature = max(endpoint.temperature, call.least_temperature)
    said = messages if dialect.system else folded(messages)
    return {
        "model": endpoint.model,
        "messages": [{"role": _ROLES[message.part], "content": message.text} for message in said],
        **dialect.parameters(call.tokens, temperature, seed, endpoint.reasoning_effort),
    }


def folded(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the messages with all instructions in the first incoming one, for endpoints without a system role."""
    asked = "\n\n".join(message.text for message in messages if message.part == "instructions")
    rest = [message for message in messages if message.part != "instructions"]
    if not asked:
        return tuple(rest)
    if not rest or rest[0].part != "incoming":
        return (Message(part="incoming", text=asked), *rest)
    return (Message(part="incoming", text=f"{asked}\n\n{rest[0].text}"), *rest[1:])


def with_schema(messages: Sequence[Message], schema: type[BaseModel]) -> tuple[Message, ...]:
    """Return the messages with the schema in words, for endpoints that take none as a parameter."""
    (asked,) = load_prompt("json").render(schema=schema_text(schema))
    last = messages[-1]
    return (*messages[:-1], Message(part=last.part, text=f"{last.text}\n\n{asked}"))
