"""Signs: what the words of one sentence show without their meaning, weighed by the coder."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from agent.content.tables.phrases import Expression
from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel

FILE = "language/signs.yaml"


class Signs(FrozenModel):
    """Regular expressions, case-blind, by the name of what they show; each is looked for anywhere in a sentence."""

    signs: dict[str, Expression] = Field(min_length=1)


@cache
def signs() -> Signs:
    """Return the signs that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, Signs)
