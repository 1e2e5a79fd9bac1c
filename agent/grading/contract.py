"""Grader: the contract of whoever grades a rep's line, embedded or a model. Blind to where the customer stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.verdict import TalkVerdict, Verdict


class Grader(Protocol):
    """Grades lines. It is given words and nothing else: no state, no receipt, nothing that is hidden from the rep.

    Attributes:
        engine: who grades, as every verdict carries it.
    """

    engine: str

    async def grade(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> Verdict:
        """Return the verdict of one rep line.

        Args:
            line: the rep's words, whatever they are. context: what was said before, oldest first.
            background: the change at stake, the brief, and what was said long ago.

        Returns:
            A verdict; one that is `ungraded` where there is nothing to read or no grader answered, and `degraded`
            where another grader answered than was to. Never raises for bad text or for a failing endpoint.
        """
        ...

    async def talk(self, line: str, context: Sequence[Said], background: Background = NO_BACKGROUND) -> TalkVerdict:
        """Return what a customer's line says about the change; confidence 0, and why, where nobody could tell."""
        ...
