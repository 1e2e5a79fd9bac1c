"""Shapes: what comes over the wire, and no more of it than is read. What is null or strange is nothing."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

MOST_TOKENS = 10**9
"""Above it a number is no count of tokens."""


def _words(content: object) -> str:
    """Return the text of a content: a string, or a list of parts, of which thoughts and pictures are left out."""
    if isinstance(content, list):
        return "".join(_part(part) for part in content)
    return content if isinstance(content, str) else _part(content)


def _part(part: object) -> str:
    if not isinstance(part, Mapping):
        return part if isinstance(part, str) else ""
    if part.get("type", "text") not in ("text", "output_text", "input_text"):
        return ""
    text = part.get("text")
    told = text.get("value") if isinstance(text, Mapping) else text
    return told if isinstance(told, str) else ""


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: object) -> int:
    known = isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= MOST_TOKENS
    return int(value) if known else 0  # type: ignore[call-overload]


def _items(value: object) -> list[Any]:
    return [item for item in value if item is not None] if isinstance(value, list) else []


def _arguments(value: object) -> object:
    return json.dumps(value) if isinstance(value, Mapping) else _string(value) or ""


Text = Annotated[str, BeforeValidator(_words)]
Word = Annotated[str | None, BeforeValidator(_string)]
Count = Annotated[int, BeforeValidator(_count)]


class Loose(BaseModel):
    """A part of an answer. Unknown fields are ignored, and a null counts as left out."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {key: item for key, item in value.items() if item is not None}


class Usage(Loose):
    """Tokens of one call."""

    prompt_tokens: Count = 0
    completion_tokens: Count = 0

    @property
    def total(self) -> int:
        """Prompt and answer together."""
        return self.prompt_tokens + self.completion_tokens


class _Function(Loose):
    arguments: Annotated[str, BeforeValidator(_arguments)] = ""


class _ToolCall(Loose):
    function: _Function = _Function()


class Words(Loose):
    """A message, or a step of one. `content` is its text without thoughts that came as parts of their own."""

    content: Text = ""
    refusal: Word = None
    tool_calls: Annotated[list[_ToolCall], BeforeValidator(_items)] = []
    function_call: _Function = _Function()

    @property
    def arguments(self) -> str:
        """What a function was to be called with: some servers put an object there."""
        return "".join(call.function.arguments for call in self.tool_calls[:1]) or self.function_call.arguments


class _Token(Loose):
    token: Text = ""
    logprob: float | None = None
    bytes: Annotated[list[int], BeforeValidator(_items)] = []


class _Logprobs(Loose):
    content: Annotated[list[_Token], BeforeValidator(_items)] = []


class Choice(Loose):
    """One answer, whole (`message`), as a step (`delta`), or in the old manner (`text`)."""

    message: Words | None = None
    delta: Words | None = None
    text: Text = ""
    finish_reason: Word = None
    logprobs: _Logprobs = _Logprobs()


class Answer(Loose):
    """A whole answer, or one chunk of a streamed one."""

    choices: Annotated[list[Choice], BeforeValidator(_items)] = []
    usage: Usage | None = None

    @property
    def choice(self) -> Choice:
        """The first answer, or one in which there is nothing."""
        return self.choices[0] if self.choices else Choice()
