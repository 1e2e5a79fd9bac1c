"""Repetition: whether a drafted sentence says again what was said, or goes round in a loop. Pure text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from agent.customer.llm.sentences import sentences
from agent.text.matching import plain
from agent.text.stems import stems

ALIKE = 0.85
"""Share of matching characters from which two sentences say the same."""

SHORT_WORDS = 4
"""Shorter sentences may recur, but not at once as an answer."""

MOST_SHORT = 3
"""Times that a short sentence may stand in one line: "Tried. Tried. Tried." is speech."""

ECHO_WORDS = 8
"""Words up to which a sentence may come once more in the same line, with another in between: people insist so."""

LONGEST_LOOP = 8
"""Words of what is said over and over."""

ROUNDS = {1: 6, 2: 4, 3: 4}
"""Words of a loop -> times in a row from which it is one; 3 for longer loops. "Why, why, why, why, why" is speech."""

LATELY = 3
"""Lines of the customer that they do not say again, though the rep speaks of the same thing."""

_HELD = re.compile(r"([^\W\d])\1{11}|([^\w\s])\2{11}")
"""A letter or a mark held longer than the longest of the corpus, which has five."""


def repeats(sentence: str, before: str, spoken: Sequence[str], line: str = "") -> str | None:
    """Return what a sentence repeats, completing "the draft …", or None.

    Args:
        sentence: the next one of a draft. before: what stands of the draft. spoken: the customer's lines so far.
        line: the rep's words; who comes back to something said a while ago may be told it again.
    """
    if stems(sentence) & stems(line):
        spoken = spoken[-LATELY:]
    said = plain(sentence)
    if _HELD.search(sentence) or _goes_round(said.split()):
        return "repeats itself in a loop; say it once"
    again = "says what was said before; say something else, or the same in a new way"
    here = [plain(piece) for piece in sentences(before)]
    if len(said.split()) < SHORT_WORDS:
        at_once = not before and said in map(plain, spoken[-2:])
        return again if at_once or here.count(said) >= MOST_SHORT else None
    earlier = [plain(piece) for text in spoken for piece in sentences(text)]
    if any(_same_words(said, other) for other in earlier) or _is_said_here(said, here):
        return again
    return None


def _is_said_here(said: str, here: Sequence[str]) -> bool:
    """Say whether a line says a sentence too often; to put it slightly otherwise is how people correct themselves."""
    return (
        here[-1:] == [said]
        or here.count(said) > 1
        or (said in here and len(said.split()) > ECHO_WORDS)
        or any(len(said.split()) > ECHO_WORDS and _same_words(said, other) for other in here)
    )


def _goes_round(words: Sequence[str]) -> bool:
    """Say whether the same few words come again and again."""
    for size in range(1, LONGEST_LOOP + 1):
        wanted, run = size * (ROUNDS.get(size, 3) - 1), 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run >= wanted:
                return True
    return False


def _same_words(said: str, other: str) -> bool:
    words, others = set(said.split()), set(other.split())
    if 2 * len(words & others) < max(len(words), len(others)):  # cheap, and true of nearly all pairs
        return False
    return SequenceMatcher(None, said, other, autojunk=False).ratio() >= ALIKE
