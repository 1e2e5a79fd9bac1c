"""Insults: put-downs and plain accusations at the customer, listed in `rubrics/language/insults.yaml`. Pure text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.content.tables.insults import Words, insults


def _either(words: Words, ending: str = "") -> str:
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return rf"(?:{listed}){ending}"


_LISTED = insults()
_BETWEEN = rf"(?:{_either(_LISTED.between)}\s+){{0,4}}"
_NAME = _either(_LISTED.names, "s?") + r"\b"
_GOES_ON = r"(?:and|or|but|if|for|people|man|woman|as|to(?!\s+(?:them|him|her)\b))\b"
_TRAIT = _either(_LISTED.traits) + rf"(?=\s*(?:[^\w\s]|$)|\s+{_GOES_ON})"
_YOU = r"you(?:\s+people|\s+lot|\s+guys)?(?:'re|r|\s+are|\s+were|\s+must\s+be|\s+be)"
_OPENS = r"(?:^|[^\w\s]\s*|\b(?:and|but|so|hey|oh|listen|look|up|from|off|with)\s+)"
_ORDERS = r"(?:^|[^\w\s]\s*|\b(?:just|so|oh|please|now|and)\s+)"
_AVOWING = r"\bi(?:'d| would| do| really| honestly)* (?:think|say|said|tell you|told you|mean|believe)\b"


def _blind(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_AIMED = _blind(rf"\b(?:{_YOU}|ur|u\s+r|are\s+you)\s+{_BETWEEN}(?:{_NAME}|{_TRAIT})")
_HURLED = _blind(rf"{_OPENS}(you\s+{_BETWEEN}{_NAME})")
_ORDER = _blind(rf"{_ORDERS}({_either(_LISTED.orders)})\b")
_REASON = (
    r"(?:that|it|this|they|we|you|when|if|and|but|for|because|since|as|then|too|really|again|here|not|mate|sir|madam)\b"
)
_CHARGE = _blind(rf"\b(?:{_either(_LISTED.charges)})(?=\s*(?:[^\w\s]|$)|\s+{_REASON})")
_NEVER = _blind(
    rf"\byou(?:\s+people|\s+lot|\s+guys|\s+all)?(?:\s+(?:just|simply|really))?\s+never\s+(?:ever\s+)?{_either(_LISTED.never)}\b"
)
_REPORTED = _blind(rf"\b{_either(_LISTED.reported)}\b")
_AS_HEARD = _blind(
    r"\b(?:sounds?|sounded|feels?|felt|seems?|seemed|they (?:say|said|told|think|thought)|in their eyes)\b"
)
_AVOWED = _blind(_AVOWING)
_CLAUSE = re.compile(r"[.!?;:,\u2014\"]|\s-+\s")


def insult_in(line: str) -> str | None:
    """Return the words of a line that insult the customer, or None."""
    return _first_of((_AIMED, _HURLED, _ORDER), line)


def accusation_in(line: str) -> str | None:
    """Return the words of a line that plainly blame the customer or wave their feeling away, or None.

    A question is none, nor is what somebody else says or the customer fears. Saying back what they told of being blamed
    can use the same words, so a caller asks only where nothing surer is known.
    """
    asked_or_heard = line.rstrip().endswith("?") or _AS_HEARD.search(line)
    return None if asked_or_heard else _first_of((_CHARGE, _NEVER), line)


def _first_of(patterns: Sequence[re.Pattern[str]], line: str) -> str | None:
    text = line.replace("\u2019", "'")
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            if not _is_reported(text[:start]):
                return line[start:end]
    return None


def _is_reported(before: str) -> bool:
    """Say whether the clause so far makes what follows somebody else's words or feeling."""
    clause = _CLAUSE.split(before)[-1]
    return before.endswith(('"', "\u201c")) or bool(_REPORTED.search(_AVOWED.sub(" ", clause)))
