"""Table: what is read from a file before anybody says what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent.errors import DataError


@dataclass(frozen=True)
class RawRow:
    """One row. `number`: its line in the file, or which item or cue it is, from 1. `cells`: by column, as written."""

    number: int
    cells: dict[str, Any]

    def cell(self, column: str) -> str:
        """Return one cell as text without blanks around it; empty for none."""
        return words_of(self.cells.get(column)).strip()


@dataclass(frozen=True)
class RawTable:
    """The rows of a file.

    Attributes:
        name: the file's. form: `csv`, `jsonl`, `json`, `vtt`, `srt` or `plain`. encoding: as it was read, in words.
        separator: what parts the cells of a CSV file; empty elsewhere. columns: in order of their first row.
        unit: what `number` counts: `line`, `item` or `cue`.
    """

    name: str
    form: str
    encoding: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]
    separator: str = ""
    unit: str = "line"

    def wrong(self, row: RawRow, column: str, problem: str, mend: str) -> DataError:
        """Return the error that a row of this file is: where it stands, what is wrong, and how to mend it."""
        return wrong_at(self.name, self.unit, row.number, column, problem, mend)


def wrong_at(name: str, unit: str, number: int, key: str, problem: str, mend: str) -> DataError:
    """Return an error at a line of a file, or at an item or cue, which an editor does not count."""
    if unit == "line":
        return DataError(name, key, problem, mend, number)
    return DataError(name, f"{unit} {number}" + (f": {key}" if key else ""), problem, mend)


def words_of(value: Any) -> str:
    """Return what a cell says: text as it is, parts of a chat message put together, nothing for nothing."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(filter(None, (words_of(part).strip() for part in value)))
    if isinstance(value, dict):
        return words_of(next((value[key] for key in ("text", "content", "value", "name") if key in value), None))
    return str(value)
