"""Rewordings: the sentences from which other ways of saying a line are put together."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import Text
from agent.model.practice.drill import Skill

FILE = "language/rewordings.yaml"

LEAST = 12
"""Closings of each kind: with fewer, a rep who asks five times in a talk reads the same sentence twice."""

PLACES = {"clause": ("{heard}", "{Heard}"), "quote": ("{words}",), "earlier": ("{heard}",), "asked": (), "bare": ()}
"""List of openings -> what one of them must hold, in any of these forms; none holds any other."""


class Openings(FrozenModel):
    """First sentences: what was heard, said back.

    Attributes:
        clause: with a clause of the customer's last words, turned to "you". quote: with a few of their words as they
            are. earlier: with a clause of what they said before that.
        asked: with none of their words, after a line in which they asked something. bare: after any other.
    """

    clause: tuple[Text, ...] = Field(min_length=LEAST)
    quote: tuple[Text, ...] = Field(min_length=4)
    earlier: tuple[Text, ...] = Field(min_length=4)
    asked: tuple[Text, ...] = Field(min_length=4)
    bare: tuple[Text, ...] = Field(min_length=6)


class Rewordings(FrozenModel):
    """Openings, and what follows them, by the move that it makes."""

    openings: Openings
    closings: dict[Skill, tuple[Text, ...]]

    @model_validator(mode="after")
    def _is_filled(self) -> Self:
        for skill in Skill:
            if len(set(self.closings.get(skill, ()))) < LEAST:
                raise ValueError(f"closings.{skill}: give {LEAST} or more, all different")
        for name, places in PLACES.items():
            for opening in getattr(self.openings, name):
                if (bool(places) and not any(place in opening for place in places)) or opening.count("{") > len(
                    places[:1]
                ):
                    raise ValueError(
                        f"openings.{name}: {opening!r} must hold {' or '.join(places) or 'no place'}, once"
                    )
        return self


@cache
def rewordings() -> Rewordings:
    """Return the sentences that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, Rewordings)
