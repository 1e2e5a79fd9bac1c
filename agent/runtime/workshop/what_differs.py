"""What differs: the keys of two versions of a customer that hold something else, in short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent.model.persona import Persona

MOST_SHOWN = 30
"""Differing keys that are shown; beyond, a count says more than a list."""

LONGEST_VALUE = 160
"""Letters of a value that are shown."""

ABSENT = ""
"""What stands for a key that one version does not have."""


class Differing(NamedTuple):
    """A key such as `law.loss` or `facts.budget.truth`, and what both versions hold under it."""

    key: str
    before: str
    after: str


def what_differs(before: Persona, after: Persona) -> list[Differing]:
    """Return every key whose value differs, in the order of the file; a list is told apart entry by entry."""
    one, other = (dict(_flat("", persona.model_dump(mode="json", by_alias=True))) for persona in (before, after))
    return [
        Differing(key, one.get(key, ABSENT)[:LONGEST_VALUE], other.get(key, ABSENT)[:LONGEST_VALUE])
        for key in dict.fromkeys((*other, *one))
        if one.get(key) != other.get(key)
    ]


def _flat(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{key}.{name}" if key else str(name), inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value, 1):
            yield from _flat(f"{key} {at}", inner)
    elif value is not None:
        yield key, str(value)
