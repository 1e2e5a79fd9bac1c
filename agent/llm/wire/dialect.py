"""Which parameters an endpoint understands. OpenAI-compatible servers differ; what one learns holds for its Llm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from pydantic import BaseModel

from agent.llm.reading.structured_output import strict_schema
from agent.llm.wire.complaints import most_allowed, says_too_long, subjects


class Mode(IntEnum):
    """How an object is asked for, best first: by its schema, in JSON mode, or in plain words."""

    SCHEMA = 0
    JSON = 1
    TEXT = 2


STRICT_LACKS = frozenset(
    {
        "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "format", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minProperties", "maxProperties",
    }
)  # fmt: skip
"""Keywords that OpenAI's strict mode or a neighbour of it refuses. Every answer is held to them when it is read."""


@dataclass(frozen=True)
class Dialect:
    """What to send. Every field begins with what most servers take and is given up on their word only.

    Attributes:
        mode: the best way to ask for an object that was not refused. json: JSON mode is one of them.
        limit: the parameter that limits an answer, or None. most: the largest limit taken, in tokens.
        usage, logprobs, effort: `stream_options`, `logprobs` and `reasoning_effort` are understood.
        system: instructions may have a role of their own. whole: an answer may be asked for in one piece.
        streams: an answer may be streamed.
    """

    mode: Mode = Mode.SCHEMA
    json: bool = True
    limit: str | None = "max_tokens"
    most: int | None = None
    temperature: bool = True
    seed: bool = True
    usage: bool = True
    logprobs: bool = True
    effort: bool = True
    system: bool = True
    whole: bool = True
    streams: bool = True

    def at_least(self, mode: Mode) -> Dialect:
        """Return the dialect with this mode, or a plainer one where this was refused."""
        asked = max(mode, self.mode)
        return replace(self, mode=Mode.TEXT if asked is Mode.JSON and not self.json else asked)

    def unlearn(self, complaint: str, mode: Mode | None = None, asked: int = 0) -> Dialect | None:
        """Return the dialect without what a refusal's text complains of, or None where it names nothing that is sent.

        Args:
            complaint: the text. mode: how the refused call asked for its object, by default this dialect's.
            asked: the limit that was sent, in tokens.
        """
        text = complaint.lower()
        found = subjects(text)
        lower = most_allowed(text, asked) if self.limit and "limit" in found else None
        if lower is not None:
            return replace(self, most=lower)
        if says_too_long(text):  # no parameter to blame, though some servers name max_tokens
            return None
        changed = (self._without(name, text, self.mode if mode is None else mode) for name in found)
        return next((dialect for dialect in changed if dialect is not None), None)

    def _without(self, name: str, text: str, mode: Mode) -> Dialect | None:
        if name == "format":
            return self._plainer(mode)
        if name == "limit":
            if self.limit is None or self.limit.replace("_", "") not in text.replace("_", ""):
                return None
            return replace(self, limit="max_completion_tokens" if self.limit == "max_tokens" else None)
        if name == "streams" and not self.whole or name == "whole" and not self.streams:
            return None  # it takes one or the other; which, it has said already
        lacking: Any = {name: False}
        return replace(self, **lacking) if getattr(self, name) else None

    def _plainer(self, mode: Mode) -> Dialect | None:
        if mode is Mode.TEXT:
            return None
        if mode is Mode.JSON and self.mode is Mode.SCHEMA:  # schemas are taken; only JSON mode is not
            return replace(self, json=False)
        return self.at_least(Mode(mode + 1))

    def parameters(self, limit: int, temperature: float, seed: int | None, effort: str | None = None) -> dict[str, Any]:
        """Return the parameters that every call carries."""
        wanted: dict[str, Any] = {self.limit: min(limit, self.most or limit)} if self.limit else {}
        if self.temperature:
            wanted["temperature"] = temperature
        if self.seed and seed is not None:
            wanted["seed"] = seed
        if self.effort and effort is not None:
            wanted["reasoning_effort"] = effort
        return wanted

    def response_format(self, schema: type[BaseModel]) -> dict[str, Any]:
        """Return the parameter that asks for an object, or nothing in plain-text mode."""
        if self.mode is Mode.SCHEMA:
            named = {"name": schema.__name__, "strict": True, "schema": _without_limits(strict_schema(schema))}
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        return {"response_format": {"type": "json_object"}} if self.mode is Mode.JSON else {}


def _without_limits(node: Any, names: bool = False) -> Any:
    """Return a schema without the keywords strict mode lacks; `names` says that the keys here are names of fields."""
    if isinstance(node, list):
        return [_without_limits(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_limits(value, not names and key in ("properties", "$defs"))
        for key, value in node.items()
        if names or key not in STRICT_LACKS
    }
