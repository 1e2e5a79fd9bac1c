"""Shared lines: what any customer can say where their own file has no lines for an act."""

from __future__ import annotations

from functools import cache

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act
from agent.model.base import FrozenModel
from agent.model.persona import BandLines

FILE = "behaviour/shared_lines.yaml"


class SharedLines(FrozenModel):
    """Act -> band -> lines that are nobody's own."""

    lines: dict[Act, BandLines]


@cache
def shared_lines() -> SharedLines:
    """Return the lines that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, SharedLines)
