"""Full form: what a full customer holds once a piece of the form is filled in, and entries that come and go."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from agent.content.editing.form_field import key_of, put_in, set_at
from agent.content.editing.full_fields import ENTRIES, Piece
from agent.content.editing.knob import turned
from agent.content.editing.line_rows import entries_of, typed_lines

KNOB = "knob"
"""Name of the box that sets how hard they are; it stands for no key of the file, but for all numbers."""

_FIRST: Mapping[str, dict[str, Any]] = {
    "facts": {"layer": "surface", "gate": {"trust": 2, "resistance": 8}}, "agenda": {"wants": ""},
    "plans": {"gist": ""}, "triggers": {"cost": 0.3}, "topics": {"about": ""},
}  # fmt: skip
"""What a new entry begins with; all else in it is a finding until it is written."""


def piece_filled_in(data: Mapping[str, Any], piece: Piece, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what a file is to hold once a piece is filled in; a field that was not changed changes nothing.

    Args:
        data: what it holds. typed: name of a field -> what stands in it; names of no field of the piece are left out.

    Raises:
        EditionRefused: the difficulty cannot be had by moving the numbers.
    """
    parts = {path[0] for path in piece.paths}
    wanted = {key: deepcopy(held) if key in parts else held for key, held in data.items()}
    for field in piece.fields:
        put_in(wanted, data, field, typed)
    for lines in piece.lists:
        now = typed_lines(data, lines, typed)
        if now != entries_of(data, lines):
            set_at(wanted, lines.path, now or None)
    knob = typed.get(KNOB, "")
    return turned(data, wanted, int(knob)) if knob in ("1", "2", "3", "4", "5") else wanted


def with_entry(data: Mapping[str, Any], part: str, said: str) -> tuple[dict[str, Any], str]:
    """Return what a file holds with one more entry of a part, and the name it got: empty where there is no room for it.

    Args:
        said: what a trainer calls it; a taken name gets a number.
    """
    wanted: dict[str, Any] = deepcopy(dict(data))
    held = wanted.get(part)
    held = held if isinstance(held, dict) else {}
    stem = key_of(said, 50)
    if not stem or len(held) >= ENTRIES.get(part, 0):
        return wanted, ""
    name = next(name for name in (stem, *(f"{stem}_{n}" for n in range(2, len(held) + 3))) if name not in held)
    wanted[part] = {**held, name: deepcopy(_FIRST[part])}
    return wanted, name


def without_entry(data: Mapping[str, Any], part: str, name: str) -> dict[str, Any]:
    """Return what a file holds without one entry of a part; what refers to it stays, and is a finding then."""
    wanted: dict[str, Any] = deepcopy(dict(data))
    if part in ENTRIES and isinstance(wanted.get(part), dict):
        wanted[part].pop(name, None)
    return wanted
