"""Sanitizing: what a rep may send. Pure. The rep's text is data, so what cannot be seen is taken out first."""

from __future__ import annotations

import re
import unicodedata

from agent.errors import TurnRefused

LONGEST_LINE = 4000
"""Characters. A minute of speech is about 900; nobody says more than four of them in one go."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Controls but line feed and tab, separators of lines, marks that reorder what is shown, the byte order mark, and lone
surrogates. Joiners stay: emoji and several scripts need them."""

_STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean(text: str) -> str:
    """Return the text without control characters, lone surrogates and marks that reorder what is shown.

    Every kind of line break becomes a line feed, other controls a space, a lone surrogate the replacement character.
    """
    joined = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub(_seen, joined).strip()


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


def _seen(unseen: re.Match[str]) -> str:
    """Return what stands in for a character that cannot be seen."""
    letter = unseen[0]
    if letter in _STEERING:
        return ""
    return "\ufffd" if "\ud800" <= letter <= "\udfff" else " "
