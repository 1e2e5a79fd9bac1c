"""Phrases: what no authored line may say, and what a drafted line must not sound like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from agent.content.tables.reading import shipped_table
from agent.model.acts import Act, Band
from agent.model.base import FrozenModel
from agent.model.persona import Text

WORDING_FILE = "authoring/wording.yaml"
DRAFT_FILE = "language/draft_phrases.yaml"

LISTS = (
    "markup", "preamble", "prompt", "machine", "helper", "narration", "gush", "thanks", "no_thanks", "eager", "caves",
    "agrees", "hedged", "farewell", "leaving",
)  # fmt: skip
"""Lists of expressions in the file of draft phrases."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Expression = Annotated[str, AfterValidator(_compiles)]
Expressions = Annotated[tuple[Expression, ...], Field(min_length=1)]


class Wording(FrozenModel):
    """What the lint holds authored lines against.

    Attributes:
        helpers_talk: phrases of the helper's role, in lower case.
        everyday: words that are no canary and give no need away.
        given_away: share of the telling words of the need that, found in what the rep reads beforehand, give it away.
    """

    helpers_talk: tuple[Text, ...]
    everyday: frozenset[Text]
    given_away: float = Field(gt=0, le=1)


class DraftPhrases(FrozenModel):
    """Regular expressions, case-blind, for what a drafted line must not sound like; the file tells each list.

    Attributes:
        hedged: with these, words of promise are none where the customer is open.
        foreign: language, or a group of them -> common words of it that no English text holds.
        speakers: with a colon behind them, these open a line of a script.
        out_of_role: list that no line may hold, in the order they are looked for -> the reason ("the draft …").
        goodbye: the reason against taking leave and ending the talk.
        friendlier: band -> list that is friendlier than it allows -> the reason, completing "the draft …".
        promising: acts in which words of promise are in place.
    """

    markup: Expressions
    preamble: Expressions
    prompt: Expressions
    machine: Expressions
    helper: Expressions
    narration: Expressions
    gush: Expressions
    thanks: Expressions
    no_thanks: Expressions
    eager: Expressions
    caves: Expressions
    agrees: Expressions
    hedged: Expressions
    farewell: Expressions
    leaving: Expressions
    foreign: dict[str, Text]
    speakers: tuple[Text, ...] = Field(min_length=1)
    out_of_role: dict[str, Text]
    goodbye: Text
    friendlier: dict[Band, dict[str, Text]]
    promising: frozenset[Act]

    @model_validator(mode="after")
    def _names_lists_that_are(self) -> Self:
        named = {"out_of_role": self.out_of_role, **{f"friendlier.{band}": of for band, of in self.friendlier.items()}}
        for where, lists in named.items():
            if strange := [name for name in lists if name not in self.lists()]:
                raise ValueError(f"{where}.{strange[0]}: no such list in this file")
        if set(self.friendlier) != set(Band):
            raise ValueError(f"friendlier: an entry for each of {', '.join(Band)} is needed")
        return self

    @cached_property
    def foreign_words(self) -> Mapping[str, frozenset[str]]:
        """The words of each language, parted."""
        return {language: frozenset(words.split()) for language, words in self.foreign.items()}

    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Return the lists of expressions by name."""
        return {name: listed for name in LISTS if (listed := getattr(self, name))}


@cache
def wording() -> Wording:
    """Return the wording that ships.

    Raises:
        DataError: its file is missing or wrong.
    """
    return shipped_table(WORDING_FILE, Wording)


@cache
def draft_phrases() -> DraftPhrases:
    """Return the phrases that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(DRAFT_FILE, DraftPhrases)
