"""Records: JSONL files of one kind of object, read and checked, and cut down to a few spread evenly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from agent.errors import DataError
from agent.model.base import FrozenModel

M = TypeVar("M", bound=FrozenModel)


def read_records(path: Path, model: type[M], limit: int | None = None, mend: str = "") -> list[M]:
    """Return the objects of a JSONL file in order, at most so many, spread evenly.

    Args:
        path: of the file. model: of every object in it. limit: the most that are returned.
        mend: what to do where the file is missing; by default to restore it.

    Raises:
        DataError: the file is missing or holds nothing, or an object is wrong; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        mend = mend or f"restore {path.parent.parent.name}/{path.parent.name}"
        raise DataError(path, "", f"cannot be read ({error.strerror})", mend) from None
    except UnicodeDecodeError as error:
        raise DataError(path, "", f"is not UTF-8 text ({error.reason})", "save it as UTF-8") from None
    found = [_record(path, number, raw, model) for number, raw in enumerate(text.split("\n"), 1) if raw.strip()]
    if not found:
        raise DataError(path, "", "holds no line", "write one object per line")
    return spread_evenly(found, limit)


def spread_evenly(items: Sequence[M], limit: int | None) -> list[M]:
    """Return at most so many of the items, spread evenly over them."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[at * len(items) // limit] for at in range(limit)]


def _record(path: Path, number: int, raw: str, model: type[M]) -> M:
    try:
        return model.model_validate(json.loads(raw))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise DataError(path, key, problem["msg"], "see docs/evals.md", number) from None
    except ValueError as error:
        raise DataError(path, "", f"not JSON: {error}", "write one object per line", number) from None
