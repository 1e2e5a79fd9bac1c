"""How much of one text stands in another, word for word. Pure text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

PARROT_WORDS = 5
PARROT_SHARE = 0.9

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
    while said and said[0] in _LEAD_INS:
        said.pop(0)
    if len(said) < PARROT_WORDS:
        return False
    words, theirs = _swapped(said), _swapped(tokens(heard))
    needed = PARROT_SHARE * len(words)
    if (Counter(words) & Counter(theirs)).total() < needed:  # cheap, and true of nearly all lines
        return False
    blocks = SequenceMatcher(None, words, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= 3) >= needed
