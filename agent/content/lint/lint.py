"""Persona lint: what is wrong with a persona that loads, for `rollwith personas check`. Pure.

Errors break a promise: too few lines for thirty turns without a repeat (`requirements.py`), a line that leaks a
locked fact, a fact nobody can reach, a duplicate, a line over length or out of voice. Warnings make the customer
poorer.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.content.authored_lines import every_line
from agent.content.lint.finding import Flaw
from agent.content.lint.structure import STRUCTURE
from agent.content.lint.wording import WORDING
from agent.model.persona import Persona
from agent.text.matching import plain, word_count

SHARED_WORDS = 6
"""Words from which a line that two personas share is no coincidence."""


def lint(persona: Persona) -> list[Flaw]:
    """Return all that is wrong with one persona, errors first."""
    flaws = [flaw for check in (*STRUCTURE, *WORDING) for flaw in check(persona)]
    return sorted(flaws, key=lambda flaw: flaw.severity)


def lint_all(personas: Mapping[str, Persona]) -> dict[str, list[Flaw]]:
    """Return the flaws of each persona by id, with lines that two of them share."""
    found = {name: lint(persona) for name, persona in personas.items()}
    first: dict[str, str] = {}
    for name, persona in personas.items():
        for line in every_line(persona):
            owner = first.setdefault(plain(line.text), name)
            if owner != name and word_count(line.text) >= SHARED_WORDS:
                problem = f"{owner} says the same: {line.text!r}"
                mend = "give each customer words of their own"
                found[name].append(Flaw(path=line.path, problem=problem, mend=mend, severity="warning"))
    return found
