"""Leftovers: texts of a template or of a draft that nobody has written yet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from agent.content.finding import KeyPath, flaw
from agent.content.lean.template import PROMPTS, TEMPLATE_NAMES
from agent.errors import Finding

MARKED = re.compile(
    r"\bTODO\b|\bTB[ACD]\b|\bFIXME\b|\bXXX\b|<[^<>]{1,200}>|\[[^\[\]]{1,200}\]|\{[^{}]{1,200}\}|\blorem ipsum\b|"
    r"\b(?:insert|your|add)\s{1,3}(?:name|text|line|word|fact|quote|answer)s?\s{1,3}here\b|\bplaceholder\b",
    re.IGNORECASE,
)
"""What stands for a text that is still to be written: words for it, and anything in brackets that nobody speaks."""

NOTHING = frozenset(
    "n/a|na|none|null|nil|unknown|string|text|example|tba|not specified|not stated|not given|not known|not mentioned|"
    "not provided|not in the notes|to be determined|to be decided|to be written".split("|")
)
"""Whole texts by which a form or a model says that it has nothing to say."""

COPIED = frozenset(asked.casefold() for asked in PROMPTS.values())
"""What the template asks for: a text that only says it again, without the brackets, has not been written either."""

ONLY_DOTS = re.compile(r"[\s.…_?-]+")
"""A text that is nothing but dots or dashes."""

_MEND = "write it, or delete the entry where it may be left out"


def leftovers(model: BaseModel) -> Iterator[Finding]:
    """Yield every text that still is the template's or holds a placeholder, at its key."""
    for path, text in _texts(model.model_dump(mode="json", by_alias=True), ()):
        if why := left_over(text):
            yield flaw(path, f"still to be written: {why}", _MEND)
    for part in ("facts", "agenda", "triggers"):
        for name in getattr(model, part, ()):
            if name in TEMPLATE_NAMES:
                problem = f"{name!r} is still the template's name for it"
                yield flaw((part, name), problem, "give it a name that says what it is, lower case", "warning")


def says_nothing(text: str) -> bool:
    """Say whether a text is nothing but dots, or one of the words for nothing."""
    return not text or bool(ONLY_DOTS.fullmatch(text)) or text.strip(" .()").casefold() in NOTHING


def left_over(text: str) -> str:
    """Return what in a text shows that it is still to be written, or an empty text."""
    if says_nothing(text) or text.strip(" .()\"'“”").casefold() in COPIED:
        return repr(text[:60])
    found = MARKED.search(text)
    return repr(found[0][:60]) if found else ""


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _texts(inner, (*path, at))
