"""What has been said before: the same line earns once, whatever is wrapped around it. Pure text.

A state keeps no words. Each line that earned is kept as a string of three characters a word, sorted, so that a log
stays small and two lines are compared as sets of words.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b

from agent.model.session import State
from agent.model.verdict import Code, Verdict
from agent.text.overlap import tokens

ALIKE = 0.85
"""Share of the words of two lines that both hold, from which they are the same line: one word in seven may differ."""

KEPT = 40
"""Lines that are remembered: more than a session of half an hour has."""

MARK = 3
"""Characters that stand for a word: two words in 262,144 share them."""


def imprint(line: str, verdict: Verdict) -> str:
    """Return what a line consists of: the words that show each of its codes best, else all; padding leaves it so."""
    shown = dict.fromkeys(found.code for found in verdict.codes if found.code is not Code.OTHER)
    quotes = dict.fromkeys(verdict.quote(code) for code in shown)
    heart = " ".join(quote for quote in quotes if quote in line) or line
    return "".join(sorted({_mark(word) for word in tokens(heart)}))


def _mark(word: str) -> str:
    return urlsafe_b64encode(blake2b(word.encode(), digest_size=3).digest())[:MARK].decode()


def said_before(state: State, imprinted: str) -> bool:
    """Say whether a line that earned was this one, or nearly."""
    marks = _marks(imprinted)
    return bool(marks) and any(_overlap(marks, _marks(earlier)) >= ALIKE for earlier in state.said)


def _marks(imprinted: str) -> frozenset[str]:
    return frozenset(imprinted[at : at + MARK] for at in range(0, len(imprinted), MARK))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
