"""Nested cells: what a JSONL file of coded lines may hold besides plain values: context and codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.errors import DataError
from agent.model.background import Said
from agent.model.verdict import Code

_SAID = TypeAdapter(tuple[Said, ...])


def context_in(path: Path, number: int, column: str, value: Any, most: int) -> tuple[Said, ...]:
    """Return the last lines before a coded one, as its own cell gives them.

    Raises:
        DataError: it is no list of {"speaker", "text"}.
    """
    try:
        return _SAID.validate_python(value or ())[-most:]
    except ValidationError:
        mend = 'write a list of {"speaker": "rep" or "customer", "text": "..."}'
        raise DataError(path, column, "is no list of lines that were said before", mend, number) from None


def codes_in(path: Path, number: int, column: str, value: Any) -> frozenset[str] | None:
    """Return every code of a line, or None where they were not coded.

    Raises:
        DataError: it is no list of codes.
    """
    if value is None:
        return None
    known = {code.value for code in Code}
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise DataError(
            path, column, "is no list of codes", f"use null, or a list of {', '.join(sorted(known))}", number
        )
    return frozenset(value)
