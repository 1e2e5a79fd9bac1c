"""Whether a line can be read at all: letters, letters that are what they look like, and English. Pure text.

What cannot be read is not judged: neither in the rep's favour nor against them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

MOSTLY = 0.5
"""Share of a line's letters that must be Latin for somebody who has read only English to judge it."""

LONGEST = 2000
"""Characters of a line that are looked at."""

FEW_WORDS = 4
"""Words below which no language can be told from another."""

PLAINLY_ENGLISH = 0.2
"""Share of words that only English has among its commonest, from which nobody needs to ask which language it is."""

LEAST_ENGLISH = 0.02
"""Probability of English below which a line is in another language."""

LANGUAGES = tuple(
    "en de fr es it pt nl pl ro sv da no fi cs hu tr id vi tl ms sw sk sl hr lt lv et sq ca eu gl af".split()
)
"""Languages written in Latin letters that are told apart (ISO 639-1, and Tagalog)."""

_ENGLISH = frozenset(
    "the and of to with from are were it this that you your they them not does did have had what how why when who "
    "if could would about there then just yeah i'm it's don't you're".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPELT = re.compile(r"(?<!\w)(?:[^\W\d_][-.·•*_ ]{1,2}){3,}[^\W\d_](?!\w)")
_HIDDEN = frozenset("\u00ad\u200b\u200c\u2060\u2062\u2063\u2064\ufeff")
"""Signs that take no room: within a word they only hide it."""

_JOINED = frozenset("ﬀﬁﬂﬃﬄﬅﬆªº")
DISGUISED_LETTERS = 3


def illegible(line: str) -> str | None:
    """Say why nobody can grade a line, whatever languages they read, or return None."""
    line = line[:LONGEST]
    if not any(map(str.isalpha, line)):
        return "nothing to read in it"
    return "its letters are disguised" if is_disguised(line) else None


def unreadable(line: str) -> str | None:
    """Say why a line cannot be graded by one who reads only English, or return None."""
    if why := illegible(line):
        return why
    line = line[:LONGEST]
    letters = "".join(filter(str.isalpha, line))
    if not letters.isascii() and sum("LATIN" in unicodedata.name(sign, "") for sign in letters) < MOSTLY * len(letters):
        return "not in English"
    return None if is_english(line) else "not in English"


def is_disguised(line: str) -> bool:
    """Say whether letters only look like what they are: spelt out one by one, mixed scripts, hidden signs, ornament."""
    if _SPELT.search(line) or any(_has_hidden(line, at) for at, sign in enumerate(line) if sign in _HIDDEN):
        return True
    ornament = sum(1 for sign in line if sign.isalpha() and sign not in _JOINED and _is_ornament(sign))
    return ornament >= DISGUISED_LETTERS or any(_is_mixed(word) for word in _WORD.findall(line) if not word.isascii())


def is_english(line: str) -> bool:
    """Say whether a line may be English; another language is said only where it is plain."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(line)]
    if len(words) < FEW_WORDS or sum(word in _ENGLISH for word in words) >= PLAINLY_ENGLISH * len(words):
        return True
    shares = dict(_identifier().rank(line))
    return float(shares.get("en", 0.0)) >= LEAST_ENGLISH


@cache
def _identifier() -> LanguageIdentifier:
    """Return the identifier of `LANGUAGES`, without the 28 MB of the languages that are not asked for."""
    every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    every.set_languages(list(LANGUAGES))
    return LanguageIdentifier(
        every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output, norm_probs=True,
        tk_row=every.tk_row,
    )  # fmt: skip


def _has_hidden(line: str, at: int) -> bool:
    return line[at - 1 : at].isalpha() and line[at + 1 : at + 2].isalpha()


def _is_ornament(sign: str) -> bool:
    plain = unicodedata.normalize("NFKC", sign)
    return plain != sign and plain.isascii()


def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN", "COPTIC"})
