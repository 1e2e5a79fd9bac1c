"""Lean form: what a form of fields shows of a file, and what the file holds once the form is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from agent.content.editing.lean_fields import ROWS, LeanField, lean_fields
from agent.content.finding import KeyPath
from agent.text.sanitize import clean

_NO_LETTER = re.compile(r"[^a-z0-9]+")
LONGEST_KEY = 60

MAY_BE_LEFT_OUT = frozenset({"never_says", "people", "told", "asks", "english"})
"""Keys that a file may be without: what the template asks for there goes away with the first saving of the form."""


def shown(data: Mapping[str, Any], field: LeanField) -> str:
    """Return what a field shows of a file; nothing where the template's words or another shape stand there."""
    return "\n".join(line for line in _standing(data, field).split("\n") if not _is_left_over(line))


def prompt_of(data: Mapping[str, Any], field: LeanField) -> str:
    """Return what the template asks for in a field that is not written yet, or an empty text."""
    left = next((line for line in _standing(data, field).split("\n") if _is_left_over(line)), "")
    return left.strip("<>")


def _is_left_over(line: str) -> bool:
    return line.startswith("<") and line.endswith(">")


def _standing(data: Mapping[str, Any], field: LeanField) -> str:
    if field.kind == "key":
        return str(field.path[-1])
    value: Any = data
    for key in field.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if field.kind == "lines":
        entries = value if isinstance(value, list) else []
        return "\n".join(" ".join(str(one).split()) for one in entries if isinstance(one, str | int | float))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


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
            _set_at(wanted, field.path, None)
        if field.kind == "key":
            keys[field.path] = text
        elif text.split() != shown(data, field).split() or text.count("\n") != shown(data, field).count("\n"):
            _set_at(wanted, field.path, _meant(field, text))
    for path, text in keys.items():
        _rename(wanted, str(path[0]), str(path[1]), text)
    return wanted


def _rename(wanted: dict[str, Any], part: str, old: str, asked_for: str) -> None:
    """Give an entry another key, and facts that come after it the new one; no key, or a taken one, changes nothing."""
    new = _NO_LETTER.sub("_", asked_for[:LONGEST_KEY].lower()).strip("_").lstrip("0123456789_")
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


def _meant(field: LeanField, text: str) -> Any:
    """Return what a field's text stands for; what is no number stays text, and is a finding then."""
    if field.kind == "lines":
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()] or None
    if field.kind == "choice" and text.isascii() and text.isdigit():
        return int(text[:3])
    if field.kind == "number" and text:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return text
        whole = number == number and abs(number) < 1e9 and number == int(number)
        return int(number) if whole else round(number, 4) if abs(number) < 1e9 else text
    return " ".join(text.split()) or None


def _set_at(wanted: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Set or take away what stands at a key path; what is in the way of it stays."""
    spot: Any = wanted
    for key in path[:-1]:
        if isinstance(spot, dict) and value is not None and spot.get(key) is None:
            spot[key] = {}
        spot = spot.get(key) if isinstance(spot, dict) else None
    if not isinstance(spot, dict):
        return
    if value is None:
        spot.pop(path[-1], None)
    else:
        spot[path[-1]] = value
