"""Difficulty: one knob, 1 to 5, with all numbers of the law behind it; and each number in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from pydantic import model_validator

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.law import Law

FILE = "authoring/difficulty.yaml"

CURVE = "curve"
"""The law's only part that is no number; a lean persona's way is a straight line."""


class Difficulties(FrozenModel):
    """Knob -> the law that stands behind it."""

    levels: dict[int, Law]

    @model_validator(mode="after")
    def _is_what_it_says(self) -> Self:
        if sorted(self.levels) != [1, 2, 3, 4, 5]:
            raise ValueError("levels: give exactly 1 to 5")
        for knob, law in self.levels.items():
            if law.difficulty != knob:
                raise ValueError(f"levels.{knob}: its law comes out as difficulty {law.difficulty}")
        return self


@dataclass(frozen=True)
class LawNumber:
    """One number of a law, as a trainer reads it.

    Attributes:
        name: its key. means: what it does, in plain words. span: the values it may have. value: what it is here.
    """

    name: str
    means: str
    span: str
    value: float


NUMBERS = tuple(name for name in Law.model_fields if name != CURVE)
"""The names of the law's 24 numbers, in the order of the model."""


@cache
def difficulties() -> Difficulties:
    """Return the laws that ship behind the knob.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, Difficulties)


def law_of(difficulty: int, overrides: Mapping[str, float] | None = None) -> Law:
    """Return the law behind the knob, with the numbers that are to be others.

    Raises:
        ValidationError: the numbers together are no law, or there is no number of that name.
    """
    numbers = difficulties().levels[difficulty].model_dump(exclude={CURVE})
    return Law.model_validate({**numbers, **(overrides or {})})


def law_numbers(difficulty: int = 3, overrides: Mapping[str, float] | None = None) -> list[LawNumber]:
    """Return the 24 numbers behind the knob, each with what it means and may be.

    Raises:
        ValidationError: as `law_of` does.
    """
    return numbers_of(law_of(difficulty, overrides))


def numbers_of(law: Law) -> list[LawNumber]:
    """Return the 24 numbers of a law, each with what it means and may be."""
    fields = Law.model_json_schema()["properties"]
    return [
        LawNumber(name, fields[name].get("description", ""), _bounds_of(fields[name]), getattr(law, name))
        for name in NUMBERS
    ]


def _bounds_of(schema: Mapping[str, Any]) -> str:
    """Return the values that a number may have, from the bounds in its JSON schema."""
    above = schema.get("exclusiveMinimum")
    low = f"above {above:g}" if above is not None else f"{schema['minimum']:g}"
    return f"{low} to {schema['maximum']:g}"


def numbers_table() -> str:
    """Return the numbers as a Markdown table, for docs/personas.md: what each means, may be, and is at each setting."""
    rows = ["| number | what it does | may be | 1 | 2 | 3 | 4 | 5 |", "|---|---|---|---|---|---|---|---|"]
    levels = [law_numbers(knob) for knob in sorted(difficulties().levels)]
    for same in zip(*levels, strict=True):
        values = " | ".join(f"{one.value:g}" for one in same)
        rows.append(f"| `{same[0].name}` | {same[0].means} | {same[0].span} | {values} |")
    return "\n".join(rows) + "\n"
