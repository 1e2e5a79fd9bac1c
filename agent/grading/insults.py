"""Insults: names and put-downs aimed at the customer, as `rubrics/language/insults.yaml` lists them. Pure text."""

from __future__ import annotations

import re

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
_REPORTED = _blind(rf"\b{_either(_LISTED.reported)}\b")
_AVOWED = _blind(_AVOWING)
_CLAUSE = re.compile(r"[.!?;:,\u2014\"]|\s-+\s")


def insult_in(line: str) -> str | None:
    """Return the words of a line that insult the customer, or None."""
    text = line.replace("\u2019", "'")
    for pattern in (_AIMED, _HURLED, _ORDER):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            if not _is_reported(text[:start]):
                return line[start:end]
    return None


def _is_reported(before: str) -> bool:
    """Say whether the clause so far makes what follows somebody else's words or feeling."""
    clause = _CLAUSE.split(before)[-1]
    return bool(_REPORTED.search(_AVOWED.sub(" ", clause)))
