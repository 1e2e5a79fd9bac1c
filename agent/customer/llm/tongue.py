"""Tongue: whether a drafted sentence is in the language its customer speaks here.

Every shipped customer speaks English (`voice.english` says whose), with words of another language here and there: those
that stand in their own lines are theirs. A customer whose author wrote them in another language is not held to English.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from agent.content.tables.phrases import draft_phrases
from agent.customer.index.line_index import LineIndex
from agent.text.legibility import is_disguised, is_english

FOREIGN_WORDS = 2
"""Different common words of one other language, none of them the customer's, that make a clause foreign."""

FOREIGN_SHARE = 0.3
"""Their share of the clause's words from which it is: one word in three is such a word in any language."""

CLAUSE_WORDS = 5
"""Words from which the language of a clause is guessed by its letters; of shorter ones too many are taken wrongly."""

SAMPLE_LINES = 60
"""Authored lines from which it is seen whether a customer speaks English at all."""

_SYMBOLS = frozenset("°©®™№℃℉")
"""Signs of Unicode's "other symbols" that people write in plain text; the rest of them are pictures."""

_PICTURES = frozenset("So Sk Cs Co Cn".split())
_SMILEY = re.compile(r"(?<!\w)[:;=]-?[)(DP](?!\w)")
_WIDE = ("CJK", "IDEOGRAPHIC", "FULLWIDTH", "ARABIC", "DEVANAGARI")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CLAUSE = re.compile(r"[,;:—–()\"“”]|\s-+\s|[.!?…](?=\s)")


@dataclass(frozen=True)
class Own:
    """What is known of a customer's language.

    Attributes:
        english: they speak English. words: all words of their lines, in lower case.
    """

    english: bool
    words: frozenset[str]


@lru_cache(maxsize=32)
def own_tongue(lines: LineIndex) -> Own:
    """Return what a customer's authored lines tell of their language."""
    who, said = lines.persona, [one.line.text for one in lines.lines]
    step = max(1, len(said) // SAMPLE_LINES)
    texts = (*said, *who.openings, *who.voice.tics, who.name, who.company, who.role)
    return Own(is_english(" ".join(said[::step])) if said else True, frozenset(_words_of(" ".join(texts))))


def pictures(sentence: str) -> str | None:
    """Return that a sentence holds an emoji or another picture, or None."""
    why = "holds an emoji or a symbol; nobody can speak one, so say it in words or leave it out"
    if _SMILEY.search(sentence):
        return why
    return why if not sentence.isascii() and any(map(_is_picture, sentence)) else None


def _is_picture(sign: str) -> bool:
    return sign in "\ufe0f\u200d" or (unicodedata.category(sign) in _PICTURES and sign not in _SYMBOLS)


def foreign(sentence: str, own: Own) -> str | None:
    """Return that a sentence is not in the customer's language, or None."""
    if is_disguised(sentence):
        return "has disguised letters; write plain ones"
    other = "is not English text; this customer speaks English in this conversation, whatever they are spoken to in"
    if not own.english:
        return None
    if not sentence.isascii() and (_has_wide_marks(sentence) or any(map(_is_strange, _strange_to(sentence, own)))):
        return other
    clauses = [clause for clause in _CLAUSE.split(sentence) if clause]
    return other if any(_is_foreign(clause, own) for clause in (sentence, *clauses)) else None


def _strange_to(sentence: str, own: Own) -> list[str]:
    return [word for word in sentence.split() if not word.isascii() and not own.words.issuperset(_words_of(word))]


def _is_strange(word: str) -> bool:
    """Say whether a word has letters of another script than Latin."""
    return any("LATIN" not in unicodedata.name(sign, "") for sign in word if sign.isalpha())


def _has_wide_marks(sentence: str) -> bool:
    """Say whether marks are those of another script ("。")."""
    return any(unicodedata.name(sign, "").startswith(_WIDE) for sign in sentence if not sign.isascii())


def _is_foreign(clause: str, own: Own) -> bool:
    words = _words_of(clause)
    strange = [word for word in words if word not in own.words]
    for listed in draft_phrases().foreign_words.values():
        found = [word for word in strange if word in listed]
        if len(set(found)) >= FOREIGN_WORDS and len(found) >= FOREIGN_SHARE * len(words):
            return True
    return len(words) >= CLAUSE_WORDS and 2 * len(strange) > len(words) and not is_english(clause)


def _words_of(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
