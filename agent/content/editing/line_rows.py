"""Line rows: a list of authored lines as a form has it, a row for each, and a box for more of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.content.editing.form_field import FormField, is_other, meant_by, shown_text, value_at
from agent.content.finding import KeyPath
from agent.model.verdict import Talk
from agent.text.sanitize import clean

SAY, TALK = "say", "talk"

TALKS = (("", "as lines of its kind do"), (Talk.CHANGE.value, "as a reason for the change"),
         (Talk.SUSTAIN.value, "as a reason against it"), (Talk.NEUTRAL.value, "as neither"))  # fmt: skip
"""What a line counts as, once it is said."""

FITS_HINT = "Words or short lines of a rep that it answers best, one a line."


@dataclass(frozen=True)
class LineList:
    """A list of authored lines.

    Attributes:
        path: its key path. label, hint: as the form shows them.
    """

    path: KeyPath
    label: str
    hint: str = ""

    @property
    def box(self) -> FormField:
        """The box for new lines."""
        hint = "One a line; they stand at the end of the list once you save."
        return FormField((*self.path, "new"), "New lines", hint, "lines")

    @property
    def more(self) -> str:
        """Name of the box for new lines."""
        return self.box.name


def entries_of(data: Mapping[str, Any], lines: LineList) -> list[Any]:
    """Return the entries of a list, right or wrong."""
    found = value_at(data, lines.path)
    return found if isinstance(found, list) else []


def row_fields(lines: LineList, at: int) -> list[FormField]:
    """Return the fields of one line: its words first, then what a trainer may say of it."""
    path = (*lines.path, at)
    return [
        FormField(path, f"Line {at + 1}"),
        FormField((*path, TALK), "Counts", "", "choice", TALKS),
        FormField((*path, "fits"), "Answers best", FITS_HINT, "lines"),
        FormField((*path, "after"), "Only after", "Facts that are told before, by their short names.", "lines"),
        FormField((*path, "until"), "No more after", "Facts whose telling ends it, by their short names.", "lines"),
    ]


FIELDS_A_ROW = 5


def row_text(entry: Any, field: FormField) -> str:
    """Return what a field of a line shows."""
    if isinstance(field.path[-1], int):
        return shown_text(entry.get(SAY) if isinstance(entry, Mapping) else entry, "line")
    return shown_text(entry.get(str(field.path[-1])), field.kind) if isinstance(entry, Mapping) else ""


def typed_lines(data: Mapping[str, Any], lines: LineList, typed: Mapping[str, str]) -> list[Any]:
    """Return what a list is to hold: a line that was emptied is gone, and new ones stand at its end.

    A line that was not changed, or that the form did not show, stays as it is, with all that the file says of it.
    """
    rows = [_typed_row(entry, row_fields(lines, at), typed) for at, entry in enumerate(entries_of(data, lines))]
    return [*(row for row in rows if row is not None), *(meant_by(clean(typed.get(lines.more, "")), "lines") or ())]


def _typed_row(entry: Any, fields: list[FormField], typed: Mapping[str, str]) -> Any:
    """Return a line as it is to be, or None where it is to go."""
    changed = {
        field.path[-1]: meant_by(text, field.kind)
        for field in fields
        if is_other(text := clean(typed.get(field.name, row_text(entry, field))), row_text(entry, field))
    }
    if not changed:
        return entry
    at = fields[0].path[-1]
    if at in changed and changed[at] is None:
        return None
    held = {**entry} if isinstance(entry, Mapping) else {SAY: entry}
    held |= {SAY if key == at else str(key): value for key, value in changed.items()}
    held = {key: value for key, value in held.items() if value is not None}
    return held[SAY] if list(held) == [SAY] else held
