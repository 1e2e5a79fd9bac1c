"""Nested cells: what JSON lines that people coded hold besides plain values: keys in keys, context and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.errors import DataError
from agent.model.background import Said
from agent.model.verdict import Code

_SAID = TypeAdapter(tuple[Said, ...])

NAMED_COLUMNS = 30
"""Columns that a message lists at most."""

LONGEST_NAME = 60
"""Letters of a column's name that a message shows: where there is no header, a whole line may stand for one."""

MISSING = object()
"""What `cell_at` returns where there is no such column, since a cell may hold None."""


def cell_at(cells: Mapping[str, Any], column: str) -> Any:
    """Return what stands in a column; `labels.main` is also the key `main` of the object `labels`."""
    if column in cells:
        return cells[column]
    outer, dot, inner = column.partition(".")
    found = cells.get(outer) if dot else None
    return cell_at(found, inner) if isinstance(found, Mapping) else MISSING


def _value_at(cells: Mapping[str, Any], column: str) -> Any:
    found = cell_at(cells, column)
    return None if found is MISSING else found


def column_names(cells: Mapping[str, Any]) -> str:
    """Return the columns of a row as a mapping may name them."""
    names = list(_names_in(cells, ""))
    more = f" and {len(names) - NAMED_COLUMNS} more" if len(names) > NAMED_COLUMNS else ""
    return (
        ", ".join(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]} …" for name in names[:NAMED_COLUMNS])
        + more
    )


def _names_in(cells: Mapping[str, Any], before: str) -> Iterator[str]:
    for name, value in cells.items():
        if isinstance(value, Mapping) and value:
            yield from _names_in(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def context_in(path: Path, number: int, column: str, cells: Mapping[str, Any], most: int) -> tuple[Said, ...]:
    """Return the last lines before a coded one, as its own cell gives them.

    Raises:
        DataError: it is no list of {"speaker", "text"}.
    """
    try:
        return _SAID.validate_python(_value_at(cells, column) or ())[-most:]
    except ValidationError:
        mend = 'write a list of {"speaker": "rep" or "customer", "text": "..."}'
        raise DataError(path, column, "is no list of lines that were said before", mend, number) from None


def codes_in(path: Path, number: int, column: str, cells: Mapping[str, Any]) -> frozenset[str] | None:
    """Return every code of a line, or None where they were not coded.

    Raises:
        DataError: it is no list of codes.
    """
    value = _value_at(cells, column)
    if value is None:
        return None
    known = {code.value for code in Code}
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise DataError(
            path, column, "is no list of codes", f"use null, or a list of {', '.join(sorted(known))}", number
        )
    return frozenset(value)
