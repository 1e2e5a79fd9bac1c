"""Leftovers: texts of a template or of a draft that nobody has written yet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from agent.content.finding import KeyPath, flaw
from agent.errors import Finding

MARKED = re.compile(r"\bTODO\b|\bTBD\b|\bFIXME\b|\bXXX\b|<[^<>]{1,200}>|\blorem ipsum\b", re.IGNORECASE)
"""What stands for a text that is still to be written: words for it, and anything in angle brackets."""

ONLY_DOTS = re.compile(r"[\s.…_?-]+")
"""A text that is nothing but dots or dashes."""

TEMPLATE_NAMES = frozenset({"first_fact", "second_fact", "third_fact", "first_item", "second_item", "sore_point"})
"""Names that the template gives to facts, items and sore points: they say nothing of what is meant."""

_MEND = "write it, or delete the entry where it may be left out"


def leftovers(model: BaseModel) -> Iterator[Finding]:
    """Yield every text that still is the template's or holds a placeholder, at its key."""
    for path, text in _texts(model.model_dump(mode="json", by_alias=True), ()):
        if why := left_over(text):
            yield flaw(path, f"still to be written: {why}", _MEND)
    for part in ("facts", "agenda", "triggers"):
        for name in getattr(model, part, ()):
            if name in TEMPLATE_NAMES:
                problem = f"{name!r} is still the template's name for it"
                yield flaw((part, name), problem, "give it a name that says what it is, lower case", "warning")


def left_over(text: str) -> str:
    """Return what in a text shows that it is still to be written, or an empty text."""
    if ONLY_DOTS.fullmatch(text):
        return repr(text[:60])
    found = MARKED.search(text)
    return repr(found[0][:60]) if found else ""


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*path, at))
