"""Draft leaks: whether a sentence gives away a fact that is still locked, and whether it tells the one it should. Pure.

Three nets, each finer than the one before: the author's canaries, words that occur nowhere but in the secret, and
likeness in meaning where an encoder is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.content.authored_lines import every_line
from agent.content.secrets import canary_in, leaked_fact
from agent.model.persona import Fact, LineSpec, Persona

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

_WORD = re.compile(r"[^\W\d_]{4,}")
_STOP = frozenset(
    """about after again also because been before being both could does doing down each even every from going have here
    into just know like made make many more most much never nobody nothing only other over people really said same
    should since some somebody something still such than that their them then there these they thing things this those
    time told under until very want well went were what when where which while will with without would year years your
    week weeks month months anybody anything everybody everything always""".split()  # fmt: skip
)


@dataclass(frozen=True)
class Secrets:
    """What one customer keeps back at one moment.

    Attributes:
        may_tell: facts that may be spoken of. likeness: compares meanings, where an encoder is at hand.
    """

    persona: Persona
    may_tell: frozenset[str]
    likeness: Likeness | None = None

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
        elsewhere = stems(_public(self.persona, self.may_tell - {name}))
        if len(stems(text) & (_stems_of(fact) - elsewhere)) >= TOLD_WORDS:
            return True
        return self.likeness is not None and self.likeness(text, _texts(fact)) >= LIKE_THE_FACT

    @cached_property
    def _hidden(self) -> list[Fact]:
        return [fact for name, fact in self.persona.facts.items() if name not in self.may_tell]

    @cached_property
    def _texts(self) -> list[str]:
        return [text for fact in self._hidden for text in _texts(fact)]

    @cached_property
    def _locked(self) -> list[frozenset[str]]:
        """For each locked fact the words that stand in it and in nothing this customer may say."""
        known = stems(_public(self.persona, self.may_tell))
        return [_stems_of(fact) - known for fact in self._hidden]


def without_secrets(text: str, persona: Persona, may_tell: Collection[str]) -> str:
    """Return a text of the persona's file without the sentences that hold a canary of a locked fact."""
    kept = [part for part in re.split(r"(?<=[.!?])\s+", text) if leaked_fact(part, persona, may_tell) is None]
    return " ".join(kept)


def stems(text: str) -> frozenset[str]:
    """Return the telling words of a text, without common endings."""
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(re.sub(r"(?:ings?|ed|es|s)$", "", word) for word in words if word not in _STOP)


def _public(persona: Persona, may_tell: Collection[str]) -> str:
    return " ".join(
        (
            persona.name, persona.role, persona.company, persona.industry, persona.scenario, persona.surface,
            persona.portrait, persona.biography, *persona.brief.you_know, *persona.openings,
            *(line.text for line in every_line(persona) if line.fact is None or line.fact in may_tell),
            *(persona.facts[name].truth for name in may_tell if name in persona.facts),
        )
    )  # fmt: skip


def _stems_of(fact: Fact) -> frozenset[str]:
    return stems(" ".join(_texts(fact)))


def _texts(fact: Fact) -> list[str]:
    return [fact.truth, *(line.say if isinstance(line, LineSpec) else line for line in fact.tells)]
