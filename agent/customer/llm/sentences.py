"""Sentences: where one ends in a text that is still coming in, with what was spoken told from what was quoted. Pure."""

from __future__ import annotations

import re

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)*]*+(?=\s)|\n")
LONGEST_ABBREVIATION = len("approx.") + 1
_ABBREVIATION = re.compile(r"(?i:\b(?:mr|mrs|ms|dr|st|vs|etc|e\.g|i\.e|approx|dept|inc|ltd))\.$|\b[A-HJ-Z]\.$")
_LIST_NUMBER = re.compile(r"^\s{0,9}\d{1,2}\.")
_QUOTED = re.compile(r"[\"“][^\"“”\n]{0,400}[\"”]")
QUOTES = '"“”'


def first_sentence(text: str) -> tuple[str, str] | None:
    """Return the first sentence of a text that goes on, and the rest; or None while its end is not in sight.

    Marks without a word ("… ") belong to the sentence behind them.
    """
    worded = next((at for at, sign in enumerate(text) if sign.isalnum()), len(text))
    for match in _END.finditer(text, worded):
        shortened = _ABBREVIATION.search(text, max(0, match.end() - LONGEST_ABBREVIATION), match.end())
        if not shortened and not _LIST_NUMBER.fullmatch(text, 0, match.end()):
            return text[: match.end()].strip(), text[match.end() :]
    return None


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, stripped."""
    found = []
    while split := first_sentence(text):
        found.append(split[0])
        text = split[1]
    return [*found, text.strip()] if text.strip() else found


def own_words(sentence: str, before: str = "") -> str:
    """Return a sentence without what stands in quotation marks: that somebody else said.

    A first sentence that is nothing but a quotation is returned whole: it is the speaker's after all.

    Args:
        sentence: with its marks. before: what stands already; a quotation may have begun in it.
    """
    opened = sum(before.count(mark) for mark in QUOTES) % 2 == 1
    text = f'"{sentence}' if opened else sentence
    own = _QUOTED.sub(" … ", text)
    return own if before or any(map(str.isalpha, own)) else sentence
