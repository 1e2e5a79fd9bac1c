"""Lean form: what a form of fields shows of a file, and what the file holds once the form is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from agent.content.editing.form_field import FormField, is_other, key_of, meant_by, set_at, shown_text, value_at
from agent.content.editing.lean_fields import ROWS, lean_fields
from agent.content.finding import KeyPath
from agent.text.sanitize import clean

MAY_BE_LEFT_OUT = frozenset({"never_says", "people", "told", "asks", "english"})
"""Keys that a file may be without: what the template asks for there goes away with the first saving of the form."""


def shown(data: Mapping[str, Any], field: FormField) -> str:
    """Return what a field shows of a file; nothing where the template's words or another shape stand there."""
    return "\n".join(line for line in _standing(data, field).split("\n") if not _is_left_over(line))


def prompt_of(data: Mapping[str, Any], field: FormField) -> str:
    """Return what the template asks for in a field that is not written yet, or an empty text."""
    left = next((line for line in _standing(data, field).split("\n") if _is_left_over(line)), "")
    return left.strip("<>")


def _is_left_over(line: str) -> bool:
    return line.startswith("<") and line.endswith(">")


def _standing(data: Mapping[str, Any], field: FormField) -> str:
    if field.kind == "key":
        return str(field.path[-1])
    return shown_text(value_at(data, field.path), field.kind)


def filled_in(data: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what a file is to hold once a form is filled in; a field that was not changed changes nothing.

    Args:
        data: what it holds. typed: name of a field -> what stands in it; names that are no field are left out.
    """
    wanted: dict[str, Any] = deepcopy(dict(data))
    keys: dict[KeyPath, str] = {}
    for field in lean_fields(data):
        text = clean(typed.get(field.name, shown(data, field)))
        if field.name in typed and not text and field.path[-1] in MAY_BE_LEFT_OUT and prompt_of(data, field):
            set_at(wanted, field.path, None)
        if field.kind == "key":
            keys[field.path] = text
        elif is_other(text, shown(data, field)):
            set_at(wanted, field.path, meant_by(text, field.kind))
    for path, text in keys.items():
        _rename(wanted, str(path[0]), str(path[1]), text)
    return wanted


def _rename(wanted: dict[str, Any], part: str, old: str, asked_for: str) -> None:
    """Give an entry another key, and facts that come after it the new one; no key, or a taken one, changes nothing."""
    new = key_of(asked_for)
    rows = wanted[part]
    if not new or new in rows:
        return
    wanted[part] = {new if key == old else key: value for key, value in rows.items()}
    for row in wanted[part].values():
        gate = row.get("gate") if isinstance(row, dict) and part == "facts" else None
        if isinstance(gate, dict) and isinstance(gate.get("after"), list):
            gate["after"] = [new if one == old else one for one in gate["after"]]


def without_gaps(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file holds without the entries that may be left out and are not written."""
    gaps = (field for field in lean_fields(data) if field.path[-1] in MAY_BE_LEFT_OUT and not shown(data, field))
    return filled_in(data, {field.name: "" for field in gaps})


def with_row(data: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Return what a file holds with one more entry of a part, which is empty yet."""
    wanted: dict[str, Any] = deepcopy(dict(data))
    rows = wanted.get(part)
    rows = rows if isinstance(rows, dict) else {}
    stem, most = ROWS[part]
    if len(rows) < most:
        number = next(number for number in range(len(rows) + 1, len(rows) + 99) if f"{stem}_{number}" not in rows)
        first = {"facts": {"layer": "surface", "gate": {"trust": 2, "resistance": 8}}}.get(part, {})
        wanted[part] = {**rows, f"{stem}_{number}": first}
    return wanted


def without_row(data: Mapping[str, Any], part: str, row: str) -> dict[str, Any]:
    """Return what a file holds without one entry of a part."""
    wanted: dict[str, Any] = deepcopy(dict(data))
    if isinstance(wanted.get(part), dict):
        wanted[part].pop(row, None)
    return wanted
