"""Standard questions: common wordings of what reps ask of every customer, and of what they ask of many."""

from __future__ import annotations

from functools import cache, cached_property
from itertools import chain
from typing import Self

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import STANDARD_TOPICS, Text

FILE = "language/standard_questions.yaml"


class CommonQuestions(FrozenModel):
    """Wordings of one thing that is asked of many customers, and the names that their authors give its topic."""

    topics: tuple[str, ...] = Field(min_length=1, description="names of topics that are about this")
    asks: tuple[Text, ...] = Field(min_length=1, description="common wordings of a question about it")


class StandardQuestions(FrozenModel):
    """Wordings of the standard topics, which every customer answers, and of common ones, which many do."""

    questions: dict[str, tuple[Text, ...]] = Field(description="standard topic -> common wordings of a question")
    common: tuple[CommonQuestions, ...] = Field(default=(), description="what else many customers are asked")

    @model_validator(mode="after")
    def _covers_every_topic(self) -> Self:
        if missing := [topic for topic in STANDARD_TOPICS if not self.questions.get(topic)]:
            raise ValueError(f"questions: no wordings for {', '.join(missing)}")
        if strange := [topic for topic in self.questions if topic not in STANDARD_TOPICS]:
            raise ValueError(f"questions.{strange[0]}: not a standard topic; those are {', '.join(STANDARD_TOPICS)}")
        names = [topic for one in self.common for topic in one.topics]
        if twice := [name for name in names if names.count(name) > 1 or name in self.questions]:
            raise ValueError(f"common: {twice[0]} stands twice; give a topic its wordings in one place")
        return self

    @cached_property
    def every(self) -> frozenset[str]:
        """Every wording there is."""
        return frozenset(chain(*self.questions.values(), *(one.asks for one in self.common)))

    def of(self, topic: str) -> tuple[str, ...]:
        """Return common wordings of a question about a topic of that name; none where it is not common."""
        common = (one.asks for one in self.common if topic in one.topics)
        return self.questions.get(topic) or next(common, ())


@cache
def standard_questions() -> StandardQuestions:
    """Return the wordings that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, StandardQuestions)
