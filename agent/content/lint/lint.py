"""Persona lint: what is wrong with a persona that loads, for `rollwith personas check`. Pure.

Errors break a promise: too few lines for thirty turns without a repeat (`requirements.py`), a line that leaks a
locked fact, a fact nobody can reach, a duplicate, a line over length or out of voice. Warnings make the customer
poorer.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from agent.content.authored_lines import every_line
from agent.content.finding import flaw
from agent.content.lint.structure import STRUCTURE
from agent.content.lint.wording import WORDING
from agent.errors import Finding
from agent.model.persona import Persona
from agent.text.matching import plain, word_count

SHARED_WORDS = 6
"""Words from which a line that two personas share is no coincidence."""

MOST_ALIKE = 200
"""Findings of one kind that are told of one persona; whoever has so many looks again after the first."""


def lint(persona: Persona) -> list[Finding]:
    """Return what is wrong with one persona, errors first; of each kind at most `MOST_ALIKE`."""
    lines = every_line(persona)
    found = [one for check in (*STRUCTURE, *WORDING) for one in islice(check(persona, lines), MOST_ALIKE)]
    return sorted(found, key=lambda one: one.severity)


def lint_all(personas: Mapping[str, Persona]) -> dict[str, list[Finding]]:
    """Return what is wrong with each persona by id, with lines that two of them share."""
    found = {name: lint(persona) for name, persona in personas.items()}
    first: dict[str, str] = {}
    for name, persona in personas.items():
        for line in every_line(persona):
            owner = first.setdefault(plain(line.text), name)
            if owner != name and word_count(line.text) >= SHARED_WORDS:
                problem = f"{owner} says the same: {line.text!r}"
                fix = "give each customer words of their own"
                found[name].append(flaw(line.path, problem, fix, "warning"))
    return found
