"""Chat spellings: words as thumbs write them, and the words they stand for."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Annotated

from pydantic import Field

from agent.content.tables.reading import shipped_table
from agent.model.base import FrozenModel
from agent.model.persona import Text

FILE = "language/chat_spellings.yaml"

Spelling = Annotated[str, Field(pattern=r"^[a-z0-9'/]{1,12}$")]

_WORD = re.compile(r"(?<![\w'’.-])[A-Za-z0-9]+(?:['’/][A-Za-z]*)?(?![\w'’-])(?!\.\w)")


class ChatSpellings(FrozenModel):
    """Spelling in small letters -> the word or words it stands for."""

    spellings: dict[Spelling, Text] = Field(description="spelling in small letters -> what it stands for")


@cache
def chat_spellings() -> ChatSpellings:
    """Return the spellings that ship.

    Raises:
        DataError: their file is missing or wrong.
    """
    return shipped_table(FILE, ChatSpellings)


@lru_cache(maxsize=256)
def spelt_out(line: str) -> str:
    """Return a line with its chat spellings written as the words they stand for; all else stays as it was."""
    known = chat_spellings().spellings
    return _WORD.sub(lambda word: known.get(word[0].lower().replace("’", "'"), word[0]), line)
