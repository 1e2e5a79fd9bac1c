"""From what pydantic found wrong with a file to findings an author can act on: key, line, fix, "did you mean"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agent.content.finding import KeyPath
from agent.content.yaml_source import Document
from agent.errors import Finding, error_in
from agent.model.rubric import WRONG_CONTRACT

_FIXES = {
    "missing": "add it",
    "string_type": "write text; put a bare number or true/false in quotes",
    "string_too_short": "write at least {min_length} characters",
    "string_pattern_mismatch": "match the pattern {pattern}",
    "string_too_long": "write at most {max_length} characters",
    "greater_than": "give a number above {gt}",
    "greater_than_equal": "give a number of at least {ge}",
    "less_than": "give a number below {lt}",
    "less_than_equal": "give a number of at most {le}",
    "too_short": "give at least {min_length} entries",
    "too_long": "give at most {max_length} entries",
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
MOST_TOLD = 50
"""Findings told of one file: an author mends the first ones and looks again."""

LONGEST_WORD = 80
"""Characters of an unknown word that are compared with the known ones."""

_LOC_OF_KEY = "[key]"
_REFERENCE = re.compile(r"unknown (\w+) '([^']*)'")
_OPTION = re.compile(r"'([^']+)'")
_WHERE = re.compile(r"^([a-z_]+)((?:\.\w+)*): (.*)$", re.DOTALL)


def explain(document: Document, model: type[BaseModel], error: ValidationError) -> list[Finding]:
    """Return one finding for each thing wrong with a document, in the order of its lines; at most `MOST_TOLD`."""
    found: dict[KeyPath, Finding] = {}
    typos = set()
    for detail in error.errors(include_url=False)[: 2 * MOST_TOLD]:
        path = _path_in_file(document, detail)
        if _is_echo(document, path, detail):
            continue
        if detail["type"] == "extra_forbidden":
            found[path], meant = _unknown_key(document, model, path)
            typos.add((*path[:-1], meant))
        else:
            found.setdefault(path, _complaint(document, path, detail))
    missing = [path for path in found if path in typos and path not in document.lines]
    told = sorted((told for path, told in found.items() if path not in missing), key=lambda told: told.line or 0)
    if len(told) > MOST_TOLD:
        told[MOST_TOLD:] = [error_in(document.path, "", "more is wrong than is told here", "mend these, check again")]
    return told


def _path_in_file(document: Document, detail: ErrorDetails) -> KeyPath:
    """Drop from a location what pydantic adds to it: names of union branches and the mark of a wrong key."""
    path: KeyPath = ()
    if not detail["loc"]:
        return ()
    *parents, last = detail["loc"]
    for part in parents:
        if (*path, part) in document.lines:
            path = (*path, part)
    if (*path, last) in document.lines:
        return (*path, last)
    return (*path, last) if detail["type"] == "missing" and last != _LOC_OF_KEY else path


def _is_echo(document: Document, path: KeyPath, detail: ErrorDetails) -> bool:
    """Say whether another error tells the same better: the right branch of a union, or the entry that failed."""
    try:
        value = document.value(path)
    except LookupError:
        return False
    if detail["type"] == "string_type":
        return isinstance(value, dict)
    return detail["type"] == "too_short" and len(value) >= detail["ctx"]["min_length"]


def _complaint(document: Document, path: KeyPath, detail: ErrorDetails) -> Finding:
    context: Mapping[str, Any] = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return _broken_rule(document, path, str(context["error"]))
    if detail["type"] == WRONG_CONTRACT:
        return document.error(path, context["problem"], context["fix"])
    if "expected" in context:
        options = _OPTION.findall(str(context["expected"]))
        return document.error(path, f"{detail['input']!r} is not known here", one_of(str(detail["input"]), options))
    fix = _FIXES.get(detail["type"], "see the schema named on the file's first line").format(**context)
    return document.error(path, "is missing" if detail["type"] == "missing" else _lowered(detail["msg"]), fix)


def _broken_rule(document: Document, path: KeyPath, message: str) -> Finding:
    """Place a complaint of one of our own validators: by the key it names, or by the word it quotes."""
    if (where := _WHERE.match(message)) and (*path, where[1]) in document.lines:
        path, message = (*path, where[1], *where[2].split(".")[1:]), where[3]
    fix = "see the other entries of this file"
    if reference := _REFERENCE.search(message):
        noun, word = reference.groups()
        fix = one_of(word, list(document.data.get(f"{noun}s", ())))
        path = next(_places(document, path, word), path)
    return document.error(path, message, fix)


def _places(document: Document, below: KeyPath, word: str) -> Iterator[KeyPath]:
    for path in document.lines:
        if path[: len(below)] == below and document.value(path) == word:
            yield path


def _unknown_key(document: Document, model: type[BaseModel], path: KeyPath) -> tuple[Finding, str]:
    *parents, key = path
    options = sorted(_properties(_schema(model), parents))
    close = difflib.get_close_matches(str(key), options, 1)
    return document.error(path, "unknown key", one_of(str(key), options)), close[0] if close else ""


@lru_cache(maxsize=8)
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def one_of(word: str, options: list[str]) -> str:
    """Return what to write instead of an unknown word: the option it is close to, or all of them."""
    close = difflib.get_close_matches(word[:LONGEST_WORD], options, 1)
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
