"""Which parameters an endpoint understands. OpenAI-compatible servers differ; what one learns holds for its Llm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from pydantic import BaseModel

from agent.llm.reading.structured_output import strict_schema


class Mode(IntEnum):
    """How an object is asked for, best first: by its schema, in JSON mode, or in plain words."""

    SCHEMA = 0
    JSON = 1
    TEXT = 2


_ABOUT_FORMAT = ("response_format", "json_schema", "json_object", "structured output", "grammar", "json schema")


@dataclass(frozen=True)
class Dialect:
    """What to send. Every field begins with what most servers take and is given up on their word only."""

    mode: Mode = Mode.SCHEMA
    limit: str | None = "max_tokens"
    temperature: bool = True
    seed: bool = True
    usage: bool = True

    def at_least(self, mode: Mode) -> Dialect:
        """Return the dialect with this mode, or its own if that is plainer."""
        return replace(self, mode=max(mode, self.mode))

    def unlearn(self, complaint: str) -> Dialect | None:
        """Return the dialect without what a 400's text complains of, or None where it names nothing that is sent."""
        text = complaint.lower()
        if "context" in text:  # too long a prompt: no parameter to blame, though some servers name max_tokens
            return None
        if self.limit and self.limit in text:
            return replace(self, limit="max_completion_tokens" if self.limit == "max_tokens" else None)
        if self.temperature and "temperature" in text:
            return replace(self, temperature=False)
        if self.seed and "seed" in text:
            return replace(self, seed=False)
        if self.usage and "stream_options" in text:
            return replace(self, usage=False)
        if self.mode is not Mode.TEXT and any(word in text for word in _ABOUT_FORMAT):
            return replace(self, mode=Mode(self.mode + 1))
        return None

    def parameters(self, limit: int, temperature: float, seed: int | None) -> dict[str, Any]:
        """Return the parameters that every call carries."""
        wanted: dict[str, Any] = {self.limit: limit} if self.limit else {}
        if self.temperature:
            wanted["temperature"] = temperature
        if self.seed and seed is not None:
            wanted["seed"] = seed
        return wanted

    def response_format(self, schema: type[BaseModel]) -> dict[str, Any]:
        """Return the parameter that asks for an object, or nothing in plain-text mode."""
        if self.mode is Mode.SCHEMA:
            named = {"name": schema.__name__, "strict": True, "schema": strict_schema(schema)}
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        return {"response_format": {"type": "json_object"}} if self.mode is Mode.JSON else {}
