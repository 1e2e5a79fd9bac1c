"""Form field: one box of a form, which stands for one key path of a file; and how text and value become each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.content.finding import KeyPath, dotted
from agent.model.persona import LONGEST_ID
from agent.text.sanitize import clean

FieldKind = Literal["line", "text", "lines", "number", "choice", "key", "ticks"]

_NO_LETTER = re.compile(r"[^a-z0-9]+")

NO_NUMBER_OF_OURS = 1e6
"""A number from here on stays text, so that it is a finding and no overflow."""


@dataclass(frozen=True)
class FormField:
    """One field of a form.

    Attributes:
        path: its key path. label, hint: as the form shows them. kind: `lines` holds one entry a line, `key` the
            key itself, `ticks` some of the `choices`.
        choices: (value, words). group: the part of the form. row: the entry of a part it belongs to.
    """

    path: KeyPath
    label: str
    hint: str = ""
    kind: FieldKind = "line"
    choices: tuple[tuple[str, str], ...] = ()
    group: str = ""
    row: str = ""

    @property
    def name(self) -> str:
        """What the form calls it; a tick is called so with `:` and its value behind it."""
        return dotted(self.path)


def value_at(data: Any, path: KeyPath) -> Any:
    """Return what stands at a key path, or None where nothing does."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        else:
            data = data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None
    return data


def set_at(wanted: dict[str, Any], path: KeyPath, value: Any) -> None:
    """Set or, with None, take away what stands at a key path; what is in the way of it stays."""
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


def shown_text(value: Any, kind: FieldKind) -> str:
    """Return a value as a box of a kind shows it; nothing where something of another shape stands there."""
    if kind == "lines":
        entries = value if isinstance(value, list) else []
        return "\n".join(" ".join(str(one).split()) for one in entries if isinstance(one, str | int | float))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def meant_by(text: str, kind: FieldKind) -> Any:
    """Return what a box's text stands for; what is no number stays text, and is a finding then."""
    if kind == "lines":
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()] or None
    if kind == "choice" and text.isascii() and text.isdigit():
        return int(text[:3])
    if kind == "number" and text:
        return _number_meant(text)
    return " ".join(text.split()) or None


def _number_meant(text: str) -> float | str:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    if not abs(number) < NO_NUMBER_OF_OURS:
        return text
    return int(number) if number == int(number) and "." not in text and "," not in text else round(number, 4)


def put_in(wanted: dict[str, Any], data: Mapping[str, Any], field: FormField, typed: Mapping[str, str]) -> None:
    """Let what a file is to hold have what stands in a field; one that was not changed changes nothing.

    Args:
        wanted: changed in place. data: what the file holds. typed: name of a field -> what stands in it.
    """
    if field.kind == "ticks":
        now = ticks_in(data, field, typed)
        if set(now or ()) != set(ticked(data, field)):
            set_at(wanted, field.path, now)
        return
    old = shown_text(value_at(data, field.path), field.kind)
    text = clean(typed.get(field.name, old))
    if is_other(text, old):
        set_at(wanted, field.path, meant_by(text, field.kind))


def key_of(said: str, longest: int = LONGEST_ID) -> str:
    """Return the key that a few words make: small letters, digits and _, a letter first; empty where there is none."""
    plain = unicodedata.normalize("NFKD", said[:longest]).encode("ascii", "ignore").decode().lower()
    return _NO_LETTER.sub("_", plain).strip("_").lstrip("0123456789_")


def is_other(text: str, shown: str) -> bool:
    """Say whether a box was changed: blanks and where a browser breaks a line are no change."""
    return text.split() != shown.split() or text.count("\n") != shown.count("\n")


def ticked(data: Mapping[str, Any], field: FormField) -> list[str]:
    """Return what is ticked of a field."""
    value = value_at(data, field.path)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def ticks_in(data: Mapping[str, Any], field: FormField, typed: Mapping[str, str]) -> list[str] | None:
    """Return what is ticked once a form is filled in, what was ticked before in the order it had."""
    had = ticked(data, field)
    every = [*had, *(value for value, _ in field.choices if value not in had)]
    return [value for value in every if f"{field.name}:{value}" in typed] or None
