"""Patterns of a drafted line that must not stand; `rubrics/language/draft_phrases.yaml` holds the expressions."""

from __future__ import annotations

import re

from agent.content.tables.phrases import draft_phrases
from agent.model.acts import Band

_PHRASES = draft_phrases()
_PATTERNS = {name: re.compile("|".join(listed), re.IGNORECASE) for name, listed in _PHRASES.lists().items()}

MARKUP = _PATTERNS["markup"]
MACHINE = _PATTERNS["machine"]
HELPER = _PATTERNS["helper"]
GUSH = _PATTERNS["gush"]
THANKS = _PATTERNS["thanks"]
NO_THANKS = _PATTERNS["no_thanks"]

SPEAKERS = _PHRASES.speakers
PROMISING = _PHRASES.promising

FRIENDLIER: dict[Band, tuple[tuple[re.Pattern[str], str], ...]] = {
    band: tuple((_PATTERNS[name], reason) for name, reason in lists.items())
    for band, lists in _PHRASES.friendlier.items()
}
