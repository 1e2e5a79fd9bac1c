"""Schemas out, objects in: what a model is asked to fill, and how its answer is read. Pure text."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ValidationError

from agent.errors import EndpointGarbled
from agent.llm.contract import M

_DECODER = json.JSONDecoder(strict=False)  # small models put raw newlines into strings


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """Return a JSON schema in the strict subset: every property required, nothing extra, no defaults or titles."""
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
    kept = {key: _strict(value) for key, value in node.items() if key not in ("default", "title", "description")}
    if isinstance(node.get("properties"), dict):
        kept["properties"] = {name: _strict(value) for name, value in node["properties"].items()}
        kept |= {"required": list(node["properties"]), "additionalProperties": False}
    return kept


def read_object(answer: str, schema: type[M]) -> M:
    """Return the object an answer holds, with or without code fences, thoughts or chatter around it.

    Raises:
        EndpointGarbled: no object in it fits the schema.
    """
    text = without_thoughts(answer)
    problem = "it holds no JSON object"
    start = text.find("{")
    while start >= 0:
        try:
            value, end = _DECODER.raw_decode(text, start)
            return schema.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            problem = f"{'.'.join(map(str, first['loc'])) or 'the object'}: {first['msg']}"
            start = text.find("{", end)
        except RecursionError:  # looking further into such a nest takes minutes
            break
        except ValueError:
            start = text.find("{", start + 1)
    raise EndpointGarbled(f"the answer is not a {schema.__name__}: {problem}")


def without_thoughts(text: str) -> str:
    """Return the text behind a leading <think> block; an unclosed one leaves nothing."""
    if not text.lstrip().startswith("<think>"):
        return text
    return text.partition("</think>")[2]
