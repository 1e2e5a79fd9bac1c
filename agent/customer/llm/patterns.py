"""Patterns of a drafted line that must not stand; `rubrics/language/draft_phrases.yaml` holds the expressions."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.content.tables.phrases import draft_phrases
from agent.model.acts import Band
from agent.model.persona import Persona

_PHRASES = draft_phrases()
NAME = "{name}"
"""What stands in an expression for the customer's name."""

_PATTERNS = {
    name: re.compile("|".join(listed), re.IGNORECASE)
    for name, listed in _PHRASES.lists().items()
    if NAME not in "".join(listed)
}

GUSH = _PATTERNS["gush"]
THANKS = _PATTERNS["thanks"]
NO_THANKS = _PATTERNS["no_thanks"]
HEDGED = _PATTERNS["hedged"]
FAREWELL = _PATTERNS["farewell"]
LEAVING = _PATTERNS["leaving"]

SPEAKERS = _PHRASES.speakers
PROMISING = _PHRASES.promising
GOODBYE = _PHRASES.goodbye

QUOTES_TOO = frozenset({"markup", "preamble", "prompt", "narration"})
"""Lists that look into quotation marks as well; what is quoted there, nobody else said either."""

FRIENDLIER: dict[Band, tuple[tuple[re.Pattern[str], str], ...]] = {
    band: tuple((_PATTERNS[name], reason) for name, reason in lists.items())
    for band, lists in _PHRASES.friendlier.items()
}


@lru_cache(maxsize=64)
def out_of_role(persona_name: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return the lists that no line of this customer may hold: name, pattern, reason."""
    names = any_of(persona_name, *persona_name.split())
    found = []
    for name, reason in _PHRASES.out_of_role.items():
        listed = "|".join(_PHRASES.lists()[name])
        found.append((name, _PATTERNS.get(name) or re.compile(listed.replace(NAME, names), re.IGNORECASE), reason))
    return tuple(found)


@lru_cache(maxsize=64)
def named(persona_name: str) -> re.Pattern[str]:
    """Return what finds a speaker's name with its colon at the beginning of a text."""
    names = any_of(persona_name, *persona_name.split(), *SPEAKERS)
    return re.compile(rf"^\W*{names}(?:\s{{0,3}}\([^()]{{0,80}}\))?\s{{0,3}}:\W*", re.IGNORECASE)


@lru_cache(maxsize=64)
def addressed(persona_name: str) -> re.Pattern[str]:
    """Return what finds the customer being talked to at the beginning of a sentence."""
    first = re.escape(persona_name.split()[0])
    return re.compile(rf"^\W*(?:(?:hi|hello|hey|dear|well|so|ok)[\s,]+)?{first}\s*[,!:]", re.IGNORECASE)


def label(text: str, persona: Persona) -> str | None:
    """Return the speaker's name with its colon that a text begins with, or None."""
    match = named(persona.name).match(text)
    return match[0] if match else None


def any_of(*words: str) -> str:
    """Return an expression for any of some words."""
    return f"(?:{'|'.join(re.escape(word) for word in dict.fromkeys(words) if len(word) > 1)})"
