"""Response weights: how likely each act is, by what the rep's line did and how closed the customer is."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act, Band, LineEffect
from agent.model.base import FrozenModel

FILE = "behaviour/response_weights.yaml"

Chance = Annotated[float, Field(ge=0, le=1)]
Weights = dict[Act, Annotated[float, Field(gt=0, le=100)]]


class Chances(FrozenModel):
    """How often the customer does what they may do.

    Attributes:
        telling: that a line that softened or understood them brings out an unlocked fact, by band.
        telling_when_asked: the same where the rep asks about just what the fact lies under.
        touched: that they go on about a topic that the rep touched without asking, by band.
        unasked: factor on `telling` where the rep asked about something else, or a plan might be voiced instead.
        voicing: that a plan that may be voiced is voiced at once.
        going_on: that a customer asked for more of a plan already voiced says more of it.
        sore: that a sore point that is touched brings out its own lines, rather than what blame or advice brings out.
    """

    telling: dict[Band, Chance]
    telling_when_asked: dict[Band, Chance]
    touched: dict[Band, Chance]
    unasked: Chance
    voicing: Chance
    going_on: Chance
    sore: Chance


class ResponseWeights(FrozenModel):
    """Effect of the rep's line -> band -> relative weight of each act, in the order in which chance goes through."""

    weights: dict[LineEffect, dict[Band, Weights]]
    chances: Chances

    @model_validator(mode="after")
    def _covers_everything(self) -> Self:
        if missing := [effect.value for effect in LineEffect if effect not in self.weights]:
            raise ValueError(f"weights: no entry for {', '.join(missing)}")
        for effect, bands in self.weights.items():
            if any(not bands.get(band) for band in Band):
                raise ValueError(f"weights.{effect.value}: an entry for each of {', '.join(Band)} is needed")
        for name in ("telling", "telling_when_asked", "touched"):
            if set(getattr(self.chances, name)) != set(Band):
                raise ValueError(f"chances.{name}: an entry for each of {', '.join(Band)} is needed")
        return self


@cache
def response_weights() -> ResponseWeights:
    """Return the weights that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, ResponseWeights)
