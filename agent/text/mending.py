"""Mending: find the words that a model quotes with their spelling put right. Pure text, about linear in its length."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

NEAREST = 0.8
"""Share of a quote's words that must be there: one in five may differ. Sentences that nobody said share fewer."""

ALIKE = 0.7
"""Ratio of equal letters from which two words are spellings of one: `definately`, not `now` for `not`."""

EXACT = 0.5
"""Share of the words that must be spelled alike to the letter."""

SHORT = 4
"""Words below which no word may be missing, and no sign may stand between the words."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_NEGATIONS = frozenset(
    "no not never none nothing nobody without cannot cant dont wont isnt arent wasnt werent doesnt didnt hasnt havent "
    "hadnt couldnt wouldnt shouldnt mustnt neednt aint".split()
)
_BAND = 3
_DIAGONALS = 3
_COMMON = 20
"""Occurrences in the line above which a word says nothing about the place."""

_LONGEST_WORD = 30
_SKIPPED = 0.25
"""What a word costs that stands in the line but not in the quote."""

_Cell = tuple[float, int, int, int]
"""Score, equal words, and first and last word of the line so far; -1 before the first."""


@dataclass(frozen=True)
class _Words:
    text: str
    spans: Sequence[tuple[int, int]]
    plain: Sequence[str]


def mended(sought: str, text: str) -> tuple[int, int] | None:
    """Return where in a text the nearest run of words stands, if it is near enough; both in small letters."""
    quote, line = _words_in(sought), _words_in(text)
    best: _Cell = (0.0, 0, -1, -1)
    for diagonal in _diagonals(quote.plain, line.plain):
        best = max(best, _aligned(quote.plain, line.plain, diagonal))
        if best[0] >= NEAREST * len(quote.plain):
            break
    score, equal, first, last = best
    count = len(quote.plain)
    if not count or score < NEAREST * count or equal < EXACT * count:
        return None
    start, end = line.spans[first][0], line.spans[last][1]
    if count < SHORT and (last - first + 1 != count or re.search(r"[,.;:!?]", text[start:end])):
        return None
    return start, end


def _words_in(text: str) -> _Words:
    spans = [found.span() for found in _WORD.finditer(text)]
    return _Words(text, spans, [_unmarked(text[start:end]) for start, end in spans])


def _unmarked(word: str) -> str:
    """Return a word without apostrophes and accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if char.isalnum())


def _diagonals(quote: Sequence[str], line: Sequence[str]) -> list[int]:
    """Return the offsets at which most words of the quote stand in the line."""
    where: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(line):
        where[word].append(index)
    votes: Counter[int] = Counter()
    for index, word in enumerate(quote):
        found = where.get(word, ())
        votes.update(place - index for place in found if len(found) <= _COMMON)
    near = {one: sum(votes[one + by] for by in range(-_BAND, _BAND + 1)) for one in votes}
    return [one for one, _ in sorted(near.items(), key=lambda item: (-item[1], -votes[item[0]], item[0]))[:_DIAGONALS]]


def _aligned(quote: Sequence[str], line: Sequence[str], diagonal: int) -> _Cell:
    """Return the best alignment of the quote's words, in their order, with words near this diagonal."""
    nothing: _Cell = (0.0, 0, -1, -1)
    before: dict[int, _Cell] = {}
    for index, word in enumerate(quote):
        row: dict[int, _Cell] = {}
        for at in range(index + diagonal - _BAND, index + diagonal + _BAND + 1):
            left_out = _cost(before.get(at, nothing), _left_out(word))
            row[at] = left_out
            if 0 <= at < len(line):
                row[at] = max(left_out, _matched(before.get(at - 1, nothing), word, line, at))
                if at - 1 in row:
                    skipped = _SKIPPED if row[at - 1][2] >= 0 else 0.0
                    row[at] = max(row[at], _cost(row[at - 1], skipped + _left_out(line[at])))
        before = row
    return max(before.values(), default=nothing)


def _matched(before: _Cell, word: str, line: Sequence[str], at: int) -> _Cell:
    score, equal, first, _ = before
    like = _alike(word, line[at])
    together = 0.0
    if at and line[at - 1] + line[at] == word:  # `any more` for `anymore`
        like = together = 1.0
    if not like:
        return (-1.0, 0, -1, -1)
    start = (at - 1 if together else at) if first < 0 else first
    return score + like, equal + (like == 1.0), start, at


def _left_out(word: str) -> float:
    """Return what a missing word costs beyond its own share: a negation or a figure makes it another sentence."""
    return 1.0 if word in _NEGATIONS or not word.isalpha() else 0.0


def _cost(cell: _Cell, cost: float) -> _Cell:
    return cell[0] - cost, cell[1], cell[2], cell[3]


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> float:
    """Return how alike two words are, 0..1; 0 for words that are not spellings of one word."""
    if one == other:
        return 1.0
    if not (one.isalpha() and other.isalpha() and 2 <= len(one) <= _LONGEST_WORD and 2 <= len(other) <= _LONGEST_WORD):
        return 0.0
    if _NEGATIONS & {one, other} and sorted(one) != sorted(other):
        return 0.0  # `cant` is no spelling of `can`
    if sorted(one) == sorted(other) and len(one) > 2:
        return 0.9
    if one[0] != other[0] or abs(len(one) - len(other)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= ALIKE else 0.0
