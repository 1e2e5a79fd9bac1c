"""Fitting: bring what a model wrote into the form of a schema, without inventing what it left out."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

_APART = re.compile(r"[^0-9a-z]")
_NOTHING = frozenset({"", "none", "null", "nil", "na", "empty"})
_ENVELOPES = 4
"""Wrappings looked into; a tool call has two."""

_REASONS = ("reason", "rationale", "explanation", "comment")
"""Names of fields in which a model thinks before it decides. Without them its decision still stands."""

_FREE = frozenset({"type", "title", "default", "description"})
_ARGUMENTS = frozenset({"arguments", "parameters", "input", "args"})


@lru_cache(maxsize=32)
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's JSON schema, made once."""
    return model.model_json_schema()


def fitted(value: object, schema: dict[str, Any]) -> object:
    """Return a JSON value as the schema has it: out of its envelope, known keys only, labels in their own spelling."""
    return _fit(_unwrapped(value, schema), schema, schema)


def _unwrapped(value: object, schema: dict[str, Any]) -> object:
    """Return the object within an envelope: the one object in another that has none of the schema's keys."""
    wanted = {_plain_label(name) for name in schema.get("properties", {})}
    for _ in range(_ENVELOPES):
        if not isinstance(value, dict) or wanted & {_plain_label(key) for key in value}:
            return value
        inner = [found for key, item in value.items() if (found := _object(key, item)) is not None]
        if len(inner) != 1:
            return value
        value = inner[0]
    return value


def _object(key: object, item: object) -> dict[str, Any] | None:
    if isinstance(item, str) and (key in _ARGUMENTS or item.lstrip().startswith("{")):
        try:
            item = json.loads(item, strict=False)
        except (ValueError, RecursionError):
            return None
    if isinstance(item, list) and len(item) == 1:
        item = item[0]
    return item if isinstance(item, dict) else None


def _fit(value: object, node: dict[str, Any], root: dict[str, Any]) -> object:
    node = _resolved(node, value, root)
    if "enum" in node:
        return _label(value, node["enum"])
    if node.get("type") == "array":
        return _array(value, _resolved(node.get("items", {}), value, root), root)
    if "properties" in node and isinstance(value, dict):
        return _properties(value, node["properties"], root)
    return value


def _resolved(node: dict[str, Any], value: object, root: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and of several choices take the one that is not null."""
    if "anyOf" in node and value is not None:
        node = next((one for one in node["anyOf"] if one.get("type") != "null"), node)
    if "$ref" in node:
        node = root.get("$defs", {}).get(node["$ref"].rpartition("/")[2], node)
    return {"enum": [node["const"]], **node} if "const" in node else node


def _label(value: object, labels: list[Any]) -> object:
    if not isinstance(value, str) or value in labels:
        return value
    known = {_plain_label(label): label for label in labels if isinstance(label, str)}
    return known.get(_plain_label(value), value)


def _array(value: object, items: dict[str, Any], root: dict[str, Any]) -> object:
    labels = "enum" in items
    if labels and (value is None or (isinstance(value, str) and _plain_label(value) in _NOTHING)):
        return []
    if isinstance(value, str):
        value = value.split(",") if labels else [value]
    elif isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    fit = [_fit(item, items, root) for item in value]
    return [item for item in fit if not labels or item in items["enum"] or not _is_nothing(item)]


def _is_nothing(item: object) -> bool:
    return item is None or (isinstance(item, str) and _plain_label(item) in _NOTHING)


def _properties(value: dict[str, Any], properties: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    names = {_plain_label(name): name for name in properties}
    told: dict[str, Any] = {}
    for key, item in value.items():
        name = key if key in properties else names.get(_plain_label(key))
        if name is not None and (key == name or name not in value):
            told[name] = _fit(item, properties[name], root)
    for name, node in properties.items():
        if told.get(name) is None and _is_reason(name, node):
            told[name] = ""
        elif name not in told and _may_be_empty(node, root):
            told[name] = []
    return told


def _is_reason(name: str, node: dict[str, Any]) -> bool:
    return node.get("type") == "string" and set(node) <= _FREE and any(word in name for word in _REASONS)


def _may_be_empty(node: dict[str, Any], root: dict[str, Any]) -> bool:
    """Say whether a field is a list of labels, of which there may be none."""
    return (
        node.get("type") == "array" and "enum" in _resolved(node.get("items", {}), "", root) and "minItems" not in node
    )


def _plain_label(name: object) -> str:
    return _APART.sub("", str(name)[:200].lower())
