"""Taking up: how a rep asks what the customer came with, or comes back to what they said; how nobody answers then."""

from __future__ import annotations

import re
from functools import cache, cached_property

from pydantic import Field

from agent.content.tables.phrases import Expressions
from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import Text

FILE = "language/taking_up.yaml"


class TakingUp(FrozenModel):
    """Wordings and expressions; the file tells each list.

    Attributes:
        came_with: how reps ask what the customer came with, to be compared by meaning.
        quoting: with these words a rep comes back to what the customer said.
        feigned: with these a customer asks where the rep has something from, or will not know of it.
    """

    came_with: tuple[Text, ...] = Field(min_length=1)
    quoting: Expressions
    feigned: Expressions

    @cached_property
    def _quoting(self) -> re.Pattern[str]:
        return re.compile("|".join(self.quoting), re.IGNORECASE)

    @cached_property
    def _feigned(self) -> re.Pattern[str]:
        return re.compile("|".join(self.feigned), re.IGNORECASE)

    def quotes(self, line: str) -> bool:
        """Say whether the rep's line comes back to what the customer said, by its own words."""
        return self._quoting.search(line) is not None

    def feigns(self, text: str) -> bool:
        """Say whether a customer's line asks where the rep has it from, or plays ignorant of it."""
        return self._feigned.search(text.replace("’", "'")) is not None


@cache
def taking_up() -> TakingUp:
    """Return the wordings that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, TakingUp)
