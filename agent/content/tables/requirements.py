"""Requirements: how many lines a persona needs, so that thirty turns in any style repeat none."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act, Band, Situation
from agent.model.base import FrozenModel
from agent.model.verdict import Talk

FILE = "authoring/requirements.yaml"

Least = Annotated[int, Field(ge=0, le=1_000)]
ByBand = dict[Act, dict[Band, Least]]


class Requirements(FrozenModel):
    """Least numbers of authored lines and of other parts of a persona.

    Attributes:
        lines: by act and band. marked: those that carry a situation's mark. unmarked: those without any mark.
        brief: those of at most two words and without any mark. leaning: those of a talk type.
        whole: those of an act that shared lines speak for where a persona has none (`shared_lines.yaml`), that a closed
            customer can say: they stand under closed or guarded. raises: lines of an agenda's item in each band.
        limit_lines: lines under acknowledge or test, in any band, marked `#limit`.
        answers: answers of a topic in each band. asks: wordings of a topic. own_topics: topics of one's own.
        tells: tells of a fact. voices, commits: lines of a plan. trigger_says: lines of a trigger.
        hooks: lines that take up a word of the rep's (a plain entry in `fits`).
        short_words, short_share: this share of lines has at most so many words.
    """

    lines: ByBand
    marked: dict[Act, dict[Band, dict[Situation, Least]]]
    unmarked: ByBand
    brief: ByBand
    leaning: dict[Act, dict[Band, dict[Talk, Least]]]
    whole: dict[Act, Least]
    raises: Least
    limit_lines: Least
    answers: Least
    asks: Least
    own_topics: Least
    facts: Least
    tells: Least
    voices: Least
    commits: Least
    triggers: Least
    trigger_says: Least
    openings: Least
    hooks: Least
    short_words: Least
    short_share: float = Field(ge=0, le=1)


@cache
def requirements() -> Requirements:
    """Return the requirements that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, Requirements)
