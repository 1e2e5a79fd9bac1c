"""Canaries: the words that give a fact away, and whether a text lets one of them out. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from agent.model.persona import Persona

_WORD = re.compile(r"[^\W_]+")


def canary_in(text: str, canaries: Collection[str]) -> str | None:
    """Return the first canary that stands in the text as whole words, case-blind; or None."""
    return next((canary for canary in canaries if _pattern(canary).search(text)), None)


def leaked_fact(text: str, persona: Persona, known: Collection[str]) -> str | None:
    """Return a fact that the text gives away and that is not among the `known` ones; or None."""
    secrets = ((name, fact.canaries) for name, fact in persona.facts.items() if name not in known)
    return next((name for name, canaries in secrets if canary_in(text, canaries)), None)


def known_before(persona: Persona, fact: str) -> frozenset[str]:
    """Return the facts that must have been disclosed before this one, however far back."""
    known: set[str] = set()
    queue = list(persona.facts[fact].gate.after)
    while queue:
        name = queue.pop()
        if name not in known:
            known.add(name)
            queue.extend(persona.facts[name].gate.after)
    return frozenset(known)


@lru_cache(maxsize=1024)
def _pattern(canary: str) -> re.Pattern[str]:
    words = r"[\W_]+".join(re.escape(word) for word in _WORD.findall(canary)) or re.escape(canary)
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)
