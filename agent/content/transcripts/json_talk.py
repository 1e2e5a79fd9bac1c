"""JSON talk: rows of JSON and JSONL files, chat messages among them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agent.content.transcripts.table import RawRow, RawTable, wrong_at
from agent.errors import DataError

NESTED = (
    "messages",
    "conversation",
    "turns",
    "utterances",
    "lines",
    "transcript",
    "dialogue",
    "dialog",
    "items",
    "data",
)
"""Keys under which a file keeps its lines."""

NAMES = ("session", "session_id", "conversation_id", "call_id", "id")
"""Keys by which an object around lines says which conversation they are."""

DEEPEST = 4
"""How deep lines may lie in objects."""

MISSING = {
    "Expecting ','": "a comma is missing between two entries, or a quotation mark before it",
    "Expecting ':'": "a colon is missing after a name",
    "Expecting property name": "a name in double quotes is missing; a comma may be too many",
    "Illegal trailing comma": "a comma is too many",
    "Expecting value": "a value is missing, or a word stands there without double quotes",
    "Unterminated string": "the quotation mark that ends this text is missing",
    "Invalid control": "a line break or tab stands inside a text; write \\n or \\t",
    "Invalid \\": "a backslash stands alone; write it twice",
    "Extra data": "more follows after the end",
}
"""How the message of Python's reader begins -> what is wrong there, in words."""

ONE_OBJECT = "write one object per line"


def read_json(name: str, text: str, encoding: str) -> RawTable:
    """Return the rows of a JSON document: a list of objects, or an object that keeps one."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(name, "", _not_json(error), "write a list of objects, or one object per line", line) from None
    rows = [RawRow(number, found) for number, found in enumerate(_spoken_in(name, "item", 1, document), 1)]
    return _json_table(name, "json", encoding, rows, "item")


def read_jsonl(name: str, text: str, encoding: str) -> RawTable:
    """Return the rows of a JSONL file; an object that keeps messages is a conversation of its own."""
    rows: list[RawRow] = []
    for number, raw in enumerate(text.splitlines() if "\n" not in text else text.split("\n"), 1):
        if not raw.strip():
            continue
        try:
            document = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise DataError(name, "", _not_json(error, number), ONE_OBJECT, number) from None
        kept = _kept_in(document) if isinstance(document, dict) else None
        around = {"session": str(number)} if kept is not None or isinstance(document, list) else {}
        rows += [RawRow(number, {**around, **found}) for found in _spoken_in(name, "line", number, document)]
    return _json_table(name, "jsonl", encoding, rows, "line")


def _not_json(error: Exception, line: int = 0) -> str:
    """Return where a text stops being JSON and what is missing there, in words; `line`: where it was read from."""
    if not isinstance(error, json.JSONDecodeError):
        return "not JSON: its lists lie too deep in each other" if isinstance(error, RecursionError) else "not JSON"
    missing = next((words for begins, words in MISSING.items() if error.msg.startswith(begins)), "something is wrong")
    return f"not JSON from line {line or error.lineno}, column {error.colno}: {missing}"


def is_jsonl(text: str) -> bool:
    """Say whether a text of unknown kind is one object per line: its first line is whole, and more follow."""
    first, _, rest = text.strip().partition("\n")
    return is_whole(first) and (bool(rest.strip()) or first.startswith("{"))


def is_whole(text: str) -> bool:
    """Say whether a text is a JSON object or list, from its first letter to its last."""
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _spoken_in(name: str, unit: str, number: int, value: Any, deep: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects that are lines, each with what the object around it says of the conversation."""
    if isinstance(value, list) and deep < DEEPEST:
        for at, inner in enumerate(value, 1):
            yield from _spoken_in(name, unit, at if unit == "item" and not deep else number, inner, deep + 1)
        return
    if not isinstance(value, dict):
        raise wrong_at(name, unit, number, "", "not a JSON object", ONE_OBJECT)
    key = _kept_in(value)
    if key is None or deep >= DEEPEST:
        yield value
        return
    session = next((value[known] for known in NAMES if isinstance(value.get(known), str | int)), None)
    around = {} if session is None else {"session": session}
    for inner in _spoken_in(name, unit, number, value[key], deep + 1):
        yield {**around, **inner}


def _kept_in(value: dict[str, Any]) -> str | None:
    """Return the key under which an object keeps its lines, or None where it is a line itself."""
    for key in NESTED:
        inner = value.get(key)
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner) and "role" not in value:
            return key
        if isinstance(inner, dict) and _kept_in(inner):
            return key
    return None


def _json_table(name: str, form: str, encoding: str, rows: list[RawRow], unit: str) -> RawTable:
    columns = tuple(dict.fromkeys(key for row in rows for key in row.cells))
    return RawTable(name, form, encoding, columns, tuple(rows), unit=unit)
