"""How much of one text stands in another, word for word. Pure text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import dropwhile

PARROT_WORDS = 5
PARROT_SHARE = 0.9
RUN = 3
"""Words in a row that count as handed back."""

MOST_PAIRS = 40_000
"""Pairs of words that are aligned, as two lines of 200 words have; beyond, the runs heard decide: aligning is cubic."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SWAPS = {
    "i": "P", "we": "P", "you": "P", "me": "P", "us": "P", "my": "PS", "our": "PS", "your": "PS", "mine": "PS",
    "yours": "PS", "ours": "PS", "am": "BE", "are": "BE", "is": "BE", "was": "BE", "were": "BE", "i'm": "PBE",
    "we're": "PBE", "you're": "PBE", "i've": "PH", "we've": "PH", "you've": "PH",
}  # fmt: skip
_LEAD_INS = frozenset("so and but okay ok right yeah well um uh hm mm i hear you you're say said saying that".split())


def tokens(text: str) -> list[str]:
    """Return the lower-case words of a text."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _swapped(words: Sequence[str]) -> list[str]:
    """Return words in which first and second person are the same."""
    return [_SWAPS.get(word, word) for word in words]


def is_parroted(text: str, heard: str) -> bool:
    """Say whether `text` hands `heard` back word for word, pronouns swapped or not."""
    said = tokens(text)
    said = list(dropwhile(_LEAD_INS.__contains__, said))
    if len(said) < PARROT_WORDS:
        return False
    words, theirs = _swapped(said), _swapped(tokens(heard))
    if not _may_be_parroted(words, theirs):
        return False
    if len(words) * len(theirs) > MOST_PAIRS:
        return True
    blocks = SequenceMatcher(None, words, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) >= PARROT_SHARE * len(words)


def _may_be_parroted(words: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether enough words stand in runs that were heard: true of every parroted text, and quick to see."""
    heard = {tuple(theirs[at : at + RUN]) for at in range(len(theirs) - RUN + 1)}
    covered: set[int] = set()
    for at in range(len(words) - RUN + 1):
        if tuple(words[at : at + RUN]) in heard:
            covered.update(range(at, at + RUN))
    return len(covered) >= PARROT_SHARE * len(words)
