"""Draft leaks: whether a sentence gives away a fact that is still locked, and whether it tells the one it should. Pure.

Three nets, each finer than the one before: the author's canaries, words that occur nowhere but in the secret, and
likeness in meaning where an encoder is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.content.secrets import canary_in, leaked_fact
from agent.customer.index.line_index import LineIndex, texts_of
from agent.model.persona import Persona
from agent.text.stems import stems

Likeness = Callable[[str, Sequence[str]], float]
"""Greatest likeness in meaning (cosine) of a text to any of the others."""

SECRET_WORDS = 3
"""Words of a secret, found nowhere in public, that one sentence may not hold together."""

TOLD_WORDS = 2
"""The same, from which a line counts as having told what it was to tell."""

LIKE_A_SECRET = 0.8
"""Cosine from which a sentence says a secret in other words. Authored lines on one topic lie at .3 to .6."""

LIKE_THE_FACT = 0.6
LIKENESS_WORDS = 5
"""Shorter sentences are not compared by meaning: "It's the price." is like too much."""


@dataclass(frozen=True)
class Secrets:
    """What one customer keeps back at one moment.

    Attributes:
        lines: of the customer.
        may_tell: facts that may be spoken of. likeness: compares meanings, where an encoder is at hand.
    """

    lines: LineIndex
    may_tell: frozenset[str]
    likeness: Likeness | None = None

    @property
    def persona(self) -> Persona:
        """Whose secrets they are."""
        return self.lines.persona

    def leak(self, sentence: str) -> str | None:
        """Return that a sentence gives away a locked fact, or None. The reason never names the fact."""
        why = "tells something this customer keeps back"
        if leaked_fact(sentence, self.persona, self.may_tell):
            return why
        words = stems(sentence)
        if any(len(words & secret) >= SECRET_WORDS for secret in self._locked):
            return why
        if self.likeness is None or not self._texts or len(sentence.split()) < LIKENESS_WORDS:
            return None
        return why if self.likeness(sentence, self._texts) >= LIKE_A_SECRET else None

    def tells(self, text: str, name: str) -> bool:
        """Say whether a line discloses a fact."""
        fact = self.persona.facts[name]
        if canary_in(text, fact.canaries):
            return True
        elsewhere = self.lines.public_stems(self.may_tell - {name})
        if len(stems(text) & (self.lines.stems_of(name) - elsewhere)) >= TOLD_WORDS:
            return True
        return self.likeness is not None and self.likeness(text, texts_of(fact)) >= LIKE_THE_FACT

    @cached_property
    def _hidden(self) -> list[str]:
        return [name for name in self.persona.facts if name not in self.may_tell]

    @cached_property
    def _texts(self) -> list[str]:
        return [text for name in self._hidden for text in texts_of(self.persona.facts[name])]

    @cached_property
    def _locked(self) -> list[frozenset[str]]:
        """For each locked fact the words that stand in it and in nothing this customer may say."""
        known = self.lines.public_stems(self.may_tell)
        return [self.lines.stems_of(name) - known for name in self._hidden]


def without_secrets(text: str, persona: Persona, may_tell: Collection[str]) -> str:
    """Return a text of the persona's file without the sentences that hold a canary of a locked fact."""
    kept = [part for part in re.split(r"(?<=[.!?])\s+", text) if leaked_fact(part, persona, may_tell) is None]
    return " ".join(kept)
