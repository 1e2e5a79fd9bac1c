"""From what pydantic found wrong with a file to errors an author can act on: key, line, mend, "did you mean"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.content.yaml_source import Document, KeyPath, dotted
from agent.errors import DataError

_MENDS = {
    "missing": "add it",
    "string_type": "write text; put a bare number or true/false in quotes",
    "string_too_short": "write at least {min_length} characters",
    "string_pattern_mismatch": "match the pattern {pattern}",
    "greater_than": "give a number above {gt}",
    "greater_than_equal": "give a number of at least {ge}",
    "less_than": "give a number below {lt}",
    "less_than_equal": "give a number of at most {le}",
    "too_short": "give at least {min_length} entries",
    "float_type": "give a number such as 2.5",
    "float_parsing": "give a number such as 2.5",
    "int_type": "give a whole number",
    "int_parsing": "give a whole number",
    "int_from_float": "give a whole number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "tuple_type": "write a list, each entry after `- `",
    "dict_type": "write keys and values below it",
    "model_type": "write keys and values below it",
}
_LOC_OF_KEY = "[key]"
_REFERENCE = re.compile(r"unknown (\w+) '([^']*)'")
_OPTION = re.compile(r"'([^']+)'")
_WHERE = re.compile(r"^([a-z_]+)((?:\.\w+)*): (.*)$", re.DOTALL)


def explain(document: Document, model: type[BaseModel], error: ValidationError) -> list[DataError]:
    """Return one DataError for each thing wrong with a document, in the order of its lines."""
    found: dict[KeyPath, DataError] = {}
    typos = set()
    for detail in error.errors(include_url=False):
        path = _path_in_file(document, detail)
        if _is_echo(document, path, detail):
            continue
        if detail["type"] == "extra_forbidden":
            found[path], meant = _unknown_key(document, model, path)
            typos.add((*path[:-1], meant))
        else:
            found.setdefault(path, _complaint(document, path, detail))
    missing = [path for path in found if path in typos and path not in document.lines]
    return sorted((told for path, told in found.items() if path not in missing), key=lambda told: told.line or 0)


def _path_in_file(document: Document, detail: ErrorDetails) -> KeyPath:
    """Drop from a location what pydantic adds to it: names of union branches and the mark of a wrong key."""
    path: KeyPath = ()
    *parents, last = detail["loc"] or ("",)
    for part in parents:
        if (*path, part) in document.lines:
            path = (*path, part)
    if last in ("", _LOC_OF_KEY):
        return path
    known = (*path, last) in document.lines
    return (*path, last) if known or detail["type"] == "missing" else path


def _is_echo(document: Document, path: KeyPath, detail: ErrorDetails) -> bool:
    """Say whether another error tells the same better: the right branch of a union, or the entry that failed."""
    try:
        value = document.value(path)
    except LookupError:
        return False
    if detail["type"] == "string_type":
        return isinstance(value, dict)
    return detail["type"] == "too_short" and len(value) >= detail["ctx"]["min_length"]


def _complaint(document: Document, path: KeyPath, detail: ErrorDetails) -> DataError:
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return _broken_rule(document, path, str(context["error"]))
    if "expected" in context:
        options = _OPTION.findall(str(context["expected"]))
        mend = _one_of(str(detail["input"]), options)
        return DataError(
            document.path, dotted(path), f"{detail['input']!r} is not known here", mend, document.line(path)
        )
    mend = _MENDS.get(detail["type"], "see the schema named on the file's first line").format(**context)
    problem = "is missing" if detail["type"] == "missing" else _lowered(detail["msg"])
    return DataError(document.path, dotted(path), problem, mend, document.line(path))


def _broken_rule(document: Document, path: KeyPath, message: str) -> DataError:
    """Place a complaint of one of our own validators: by the key it names, or by the word it quotes."""
    if (where := _WHERE.match(message)) and (*path, where[1]) in document.lines:
        path, message = (*path, where[1], *where[2].split(".")[1:]), where[3]
    mend = "see the other entries of this file"
    if reference := _REFERENCE.search(message):
        noun, word = reference.groups()
        mend = _one_of(word, list(document.data.get(f"{noun}s", ())))
        path = next(_places(document, path, word), path)
    return DataError(document.path, dotted(path), message, mend, document.line(path))


def _places(document: Document, below: KeyPath, word: str) -> Iterator[KeyPath]:
    for path in document.lines:
        if path[: len(below)] == below and document.value(path) == word:
            yield path


def _unknown_key(document: Document, model: type[BaseModel], path: KeyPath) -> tuple[DataError, str]:
    *parents, key = path
    options = sorted(_properties(model.model_json_schema(), parents))
    close = difflib.get_close_matches(str(key), options, 1)
    told = DataError(document.path, dotted(path), "unknown key", _one_of(str(key), options), document.line(path))
    return told, close[0] if close else ""


def _one_of(word: str, options: list[str]) -> str:
    close = difflib.get_close_matches(word, options, 1)
    return (
        f"did you mean `{close[0]}`? If so, write that"
        if close
        else f"use one of {', '.join(options) or '(none is defined)'}"
    )


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _properties(schema: dict[str, Any], path: Iterable[object]) -> set[str]:
    """Return the keys a model's schema allows at a key path."""
    spots = _spread(schema, schema)
    for key in path:
        below = [_step(spot, key) for spot in spots]
        spots = [spot for part in below if part for spot in _spread(part, schema)]
    return {name for spot in spots for name in spot.get("properties", {})}


def _step(spot: dict[str, Any], key: object) -> dict[str, Any] | None:
    if isinstance(key, int):
        return spot.get("items")
    by_pattern = next(iter(spot.get("patternProperties", {}).values()), None)
    return spot.get("properties", {}).get(key) or by_pattern or spot.get("additionalProperties") or None


def _spread(part: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in part:
        return _spread(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    if branches := part.get("anyOf"):
        return [spot for branch in branches for spot in _spread(branch, schema)]
    return [part]
