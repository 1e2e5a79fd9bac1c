"""Drill skills: how each move is done, what shows it in a verdict, and from which lines of a persona it is drilled."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from agent.model.acts import Act, Band
from agent.model.base import FrozenModel
from agent.model.persona import Id, Text
from agent.model.practice.drill import Skill


class Example(FrozenModel):
    """A line that does it, said to somebody who is no persona; shown once the rep has tried."""

    said: Text
    line: Text


class MomentKind(FrozenModel):
    """One kind of moment: which authored lines of a persona make it, and what stands around them.

    Attributes:
        acts, topics: lines of these acts, and answers under these topics. bands: how closed the customer is.
        least_words: shorter lines say too little to be answered by themselves.
        before: what the rep has just said, one of these; none where the customer begins.
    """

    acts: tuple[Act, ...] = ()
    topics: tuple[Id, ...] = ()
    bands: tuple[Band, ...] = Field(min_length=1)
    least_words: int = Field(5, ge=1, le=30)
    before: tuple[Text, ...] = ()
    example: Example


class SkillSheet(FrozenModel):
    """All about one skill.

    Attributes:
        how: two plain sentences of how it is done. ask: what the rep is to do now, as the page asks it.
        shows: checks any of which shows the move. stronger: checks that make the line a strong one.
        guards: checks that must not fail.
        miss: what to tell where the move is not in the line.
        due: the turns of a session in which the move was called for.
        wanted: the share of them in which it is to be seen.
        spoils: checks whose failing shows by itself that the skill is weak.
    """

    name: Text
    how: tuple[Text, Text]
    ask: Text
    miss: Text
    shows: tuple[Id, ...] = Field(min_length=1)
    stronger: tuple[Id, ...] = ()
    guards: tuple[Id, ...]
    due: Literal["always", "pressed", "ruptured", "past_engaging"]
    wanted: float = Field(gt=0, le=1)
    spoils: tuple[Id, ...] = ()
    kinds: dict[Id, MomentKind] = Field(min_length=1)


class DrillSkills(FrozenModel):
    """Every skill that is drilled, in the order in which a newcomer meets them."""

    skills: dict[Skill, SkillSheet]

    @model_validator(mode="after")
    def _covers_every_skill(self) -> Self:
        if missing := [skill.value for skill in Skill if skill not in self.skills]:
            raise ValueError(f"skills: no entry for {', '.join(missing)}")
        return self
