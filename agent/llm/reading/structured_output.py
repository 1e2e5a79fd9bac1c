"""Schemas out, objects in: what a model is asked to fill, and how its answer is read. Pure text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import json_repair
from pydantic import BaseModel, ValidationError

from agent.errors import EndpointGarbled
from agent.llm.contract import M
from agent.llm.reading.fitting import fitted, schema_of
from agent.llm.reading.thoughts import without_thoughts

__all__ = ["read_object", "schema_text", "strict_schema", "without_thoughts"]

LONGEST_MENDED = 20_000
"""Characters of an answer that is mended; the longest answer we ask for has some 8,000, and mending is slow."""

DEEPEST_MENDED = 24
"""Nested brackets of an answer that is mended; our objects have four."""

MOST_STARTS = 60
"""Opening braces from which an object is looked for."""

_MENDINGS = 2
_DECODER = json.JSONDecoder(strict=False)  # small models put raw newlines into strings
_LEFT_OUT = frozenset(
    "default title description minItems maxItems uniqueItems minLength maxLength pattern format minimum maximum "
    "exclusiveMinimum exclusiveMaximum multipleOf minProperties maxProperties".split()
)
"""Keywords that strict modes refuse (OpenAI's list of unsupported ones; Gemini and xgrammar have others of these)."""


@cache
def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return a JSON schema in the strict subset: every property required, nothing extra, no bounds or titles."""
    found: dict[str, Any] = _strict(schema.model_json_schema())
    return found


def schema_text(schema: type[BaseModel]) -> str:
    """Return the schema as text for a prompt."""
    return json.dumps(strict_schema(schema), separators=(",", ":"))


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _strict(value) for key, value in node.items() if key not in _LEFT_OUT}
    if isinstance(node.get("properties"), dict):
        kept["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        kept |= {"required": list(node["properties"]), "additionalProperties": False}
    return kept


def read_object(answer: str, schema: type[M]) -> M:
    """Return the object an answer holds, with or without code fences, thoughts, an envelope or chatter around it.

    Labels are compared without case, blanks and hyphens, keys that the schema lacks are dropped, and broken JSON is
    mended where that gives an object of the schema. The first one that fits is taken.

    Raises:
        EndpointGarbled: no object in it fits the schema.
    """
    text = without_thoughts(answer)
    problem = "it holds no JSON object"
    known = schema_of(schema)
    for value in _values(text):
        try:
            return schema.model_validate(fitted(value, known))
        except ValidationError as error:
            first = error.errors()[0]
            problem = f"{'.'.join(map(str, first['loc'])) or 'the object'}: {first['msg']}"
    raise EndpointGarbled(f"the answer is not a {schema.__name__}: {problem}")


def _values(text: str) -> Iterator[object]:
    """Yield the objects in a text, then those that mending makes of it."""
    starts = _starts(text)
    start, tries = text.find("{"), 0
    while start >= 0 and tries < MOST_STARTS:
        tries += 1
        try:
            value, end = _DECODER.raw_decode(text, start)
        except RecursionError:  # looking further into such a nest takes minutes
            return
        except ValueError:
            end = start + 1
        else:
            yield value
        start = text.find("{", end)
    for start in starts:
        closed = text.rfind("}") + 1
        yield from _mended(text[start:closed])
        if text[closed:].strip():  # its last brackets may be missing
            yield from _mended(text[start:])


def _starts(text: str) -> list[int]:
    starts = [text.find("{")]
    while len(starts) < _MENDINGS and starts[-1] >= 0:
        starts.append(text.find("{", starts[-1] + 1))
    return [start for start in starts if start >= 0]


def _mended(broken: str) -> Iterator[object]:
    if not broken or len(broken) > LONGEST_MENDED or _depth(broken) > DEEPEST_MENDED:
        return
    try:
        found = json_repair.repair_json(broken, return_objects=True, skip_json_loads=True)
    except (ValueError, RecursionError, LookupError, TypeError):
        return
    yield from (value for value in (found if isinstance(found, list) else [found]) if isinstance(value, dict))


def _depth(text: str) -> int:
    """Return how deep brackets are nested, those in strings counted too; one closed by another kind stays open."""
    open_now: list[str] = []
    deepest = 0
    for char in text:
        if char in "{[":
            open_now.append("}" if char == "{" else "]")
            deepest = max(deepest, len(open_now))
        elif open_now and char == open_now[-1]:
            open_now.pop()
    return deepest
