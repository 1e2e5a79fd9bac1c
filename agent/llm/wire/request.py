"""One call as it goes out: what is asked, by when, and how it is written for the provider."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from agent.llm.contract import Message
from agent.llm.endpoint import Endpoint
from agent.llm.reading.structured_output import schema_text
from agent.llm.templates import load_prompt
from agent.llm.wire.dialect import Dialect

_ROLES = {"instructions": "system", "incoming": "user", "own": "assistant"}
"""The provider's words for our parts; they occur nowhere else."""


@dataclass(frozen=True)
class Call:
    """One request, before the endpoint's dialect is applied."""

    messages: tuple[Message, ...]
    session: str | None
    seed: int | None
    least_temperature: float
    deadline: float
    where: str

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return max(0.0, self.deadline - asyncio.get_running_loop().time())


def written(call: Call, endpoint: Endpoint, dialect: Dialect, messages: Sequence[Message]) -> dict[str, Any]:
    """Return the parameters of a request, in the endpoint's dialect."""
    seed = endpoint.seed if call.seed is None else call.seed
    temperature = max(endpoint.temperature, call.least_temperature)
    return {
        "model": endpoint.model,
        "messages": [{"role": _ROLES[message.part], "content": message.text} for message in messages],
        **dialect.parameters(endpoint.max_tokens, temperature, seed),
    }


def with_schema(messages: Sequence[Message], schema: type[BaseModel]) -> tuple[Message, ...]:
    """Return the messages with the schema in words, for endpoints that take none as a parameter."""
    (asked,) = load_prompt("json").render(schema=schema_text(schema))
    last = messages[-1]
    return (*messages[:-1], Message(part=last.part, text=f"{last.text}\n\n{asked}"))
