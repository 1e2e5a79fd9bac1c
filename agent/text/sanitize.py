"""Lines: what a rep may send. Pure. The rep's text is data, so what cannot be seen is taken out first."""

from __future__ import annotations

import unicodedata

from agent.errors import TurnRefused

LONGEST_LINE = 4000
"""Characters. A minute of speech is about 900; nobody says more than four of them in one go."""

_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that reorder what is shown, and the byte order mark. Joiners stay: emoji and several scripts need them."""


def clean(text: str) -> str:
    """Return the text without control characters, lone surrogates and marks that reorder what is shown.

    Every kind of line break becomes a line feed, other controls a space, a lone surrogate the replacement character.
    """
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_seen(letter) for letter in joined).strip()


def accepted(text: str) -> str:
    """Return a line as it is stored.

    Raises:
        TurnRefused: nothing in it can be seen, or it is longer than `LONGEST_LINE`.
    """
    line = clean(text)
    if not any(unicodedata.category(letter)[0] not in "ZC" for letter in line):
        raise TurnRefused("the line is empty; say something, or write ... to stay silent")
    if len(line) > LONGEST_LINE:
        raise TurnRefused(f"the line has {len(line)} characters; {LONGEST_LINE} is the most. Say it in fewer words")
    return line


def _seen(letter: str) -> str:
    if letter in "\n\t":
        return letter
    category = unicodedata.category(letter)
    if category == "Cs":
        return "\ufffd"
    if letter in _STEERING:
        return ""
    return " " if category == "Cc" or letter in "\u2028\u2029" else letter
