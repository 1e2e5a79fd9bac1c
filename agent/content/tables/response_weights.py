"""Response weights: how likely each act is, by what the rep's line did and how closed the customer is."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act, Band, LineEffect
from agent.model.base import FrozenModel
from agent.model.law import Level

FILE = "behaviour/response_weights.yaml"

Chance = Annotated[float, Field(ge=0, le=1)]
Weights = dict[Act, Annotated[float, Field(gt=0, le=100)]]


class Chances(FrozenModel):
    """How often the customer does what they may do.

    Attributes:
        telling: that a line that softened or understood them brings out an unlocked fact, by band.
        telling_when_asked: the same where the rep asks about just what the fact lies under.
        telling_more: that they say more of a told fact where the rep comes back to the words that told it.
        raising: that they bring up what they came with where the rep's line leaves room, by band.
        pressing: that they bring it up once more where nobody took it up.
        touched: that they go on about a topic that the rep touched without asking, by band.
        unasked: factor on `telling` where a plan might be voiced instead.
        voicing: that a plan that may be voiced is voiced at once.
        going_on: that a customer asked for more of a plan already voiced says more of it.
        tiring: that a customer tired of questions turns away even from one that is openly put.
        sore: that a sore point that is touched brings out its own lines, rather than what blame or advice brings out.
    """

    telling: dict[Band, Chance]
    telling_when_asked: dict[Band, Chance]
    telling_more: Chance
    raising: dict[Band, Chance]
    pressing: Chance
    touched: dict[Band, Chance]
    unasked: Chance
    voicing: Chance
    going_on: Chance
    tiring: Chance
    sore: Chance


class ResponseWeights(FrozenModel):
    """How the customer responds.

    Attributes:
        weights: effect of the rep's line -> band -> weight of each act, in the order in which chance goes through.
        shut_from: resistance from which even an open question gets no more than a closed one.
        chances: how often they do what they may.
    """

    weights: dict[LineEffect, dict[Band, Weights]]
    shut_from: Level
    chances: Chances

    @model_validator(mode="after")
    def _covers_everything(self) -> Self:
        if missing := [effect.value for effect in LineEffect if effect not in self.weights]:
            raise ValueError(f"weights: no entry for {', '.join(missing)}")
        for effect, bands in self.weights.items():
            if any(not bands.get(band) for band in Band):
                raise ValueError(f"weights.{effect.value}: an entry for each of {', '.join(Band)} is needed")
        for name in ("telling", "telling_when_asked", "touched", "raising"):
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
