"""Standard questions: common wordings of what reps ask of every customer."""

from __future__ import annotations

from functools import cache
from typing import Self

from pydantic import Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import STANDARD_TOPICS, Text

FILE = "language/standard_questions.yaml"


class StandardQuestions(FrozenModel):
    """Standard topic -> common wordings of a question about it."""

    questions: dict[str, tuple[Text, ...]] = Field(description="standard topic -> common wordings of a question")

    @model_validator(mode="after")
    def _covers_every_topic(self) -> Self:
        if missing := [topic for topic in STANDARD_TOPICS if not self.questions.get(topic)]:
            raise ValueError(f"questions: no wordings for {', '.join(missing)}")
        if strange := [topic for topic in self.questions if topic not in STANDARD_TOPICS]:
            raise ValueError(f"questions.{strange[0]}: not a standard topic; those are {', '.join(STANDARD_TOPICS)}")
        return self


@cache
def standard_questions() -> StandardQuestions:
    """Return the wordings that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, StandardQuestions)
