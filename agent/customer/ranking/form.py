"""Form: what the words of a line show without their meaning, as numbers that the ranker reads beside embeddings. Pure.

An embedding says what a line is about and hardly how it is put; whether "Yes, twice." can be an answer hangs on how it
was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.content.authored_lines import BRIEF_WORDS
from agent.text.matching import word_count
from agent.text.segmentation import split_units

Floats = NDArray[np.float32]

LONG = 40
"""Words from which a line is as long as any."""

_AMOUNT = r"how (?:long|many|much|old|far|big|often)"
_ASKING = (
    r"\?",
    r"\?\W{0,20}$",
    r"\bwhat(?:'s|s)?\b",
    rf"\b{_AMOUNT}\b",
    rf"\b(?!{_AMOUNT}\b)how\b",
    r"\b(?:why|how come|what for|what makes)\b",
    r"\bwhen\b",
    r"\bwhere\b",
    r"\bwho(?:'s|se)?\b",
    r"\bwhich\b",
    r"^\W*(?:(?:and|so|but|ok(?:ay)?|well)\W+)*(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|shall"
    r"|should|may|might|isn't|don't|didn't|haven't|won't)\b",
    r"\bor\b.{0,200}\?",
    r"\b(?:tell|walk|talk|take|describe|explain|help) (?:me|us)\b",
    r"\byou(?:'re|'ve|'d|'ll|r|rs)?\b",
    r"^\W*(?:i|we)(?:'ve|'m|'re|'d|'ll)?\b",
    r"\b(?:sorry|apologi[sz]e|our fault|my fault|on us)\b",
    r"\b(?:hi|hello|hey|morning|thanks|thank you|bye)\b",
    r"\b(?:if it's ok(?:ay)?|would it be|can i|could i|may i|mind if)\b",
    r"\b(?:would|could|if|might)\b",
    r"\b(?:feel|feels|felt|worr\w+|afraid|upset|angry|hard|tired)\b",
    r"\b(?:want|hope|wish|like to|need|matters?|important)\b",
    r"\b(?:next|start|first step|plan|from here)\b",
    r"\b(?:was|were|did|had|happened|went|been)\b",
)
"""Of the rep's words: kinds of questions, of openings, and what is asked for."""

_ANSWERING = (
    r"^\W*(?:yes|yeah|yep|aye|sure|right|exactly|true|correct|mm-?hm+|ok(?:ay)?|please|of course)\b",
    r"^\W*(?:no|nope|nah|never|not)\b",
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|twenty|thirty|hundred|half|twice|once)\b",
    r"\?",
    r"^\W*(?:because|'?cause|'?cos|since|so that)\b",
    r"\bi(?:'m|'ve|'d|'ll)?\b",
    r"\b(?:we|us|our)\b|\bwe'",
    r"\byou(?:'re|'ve|'d|'ll|r|rs)?\b",
    r"\b(?:not|no|never|nothing|nobody|none)\b|n't\b",
    r"\b(?:don't know|dunno|not sure|depends|hard to say|maybe|perhaps|couldn't say|no idea)\b",
    r"\b(?:day|week|month|year|night|morning|monday|tuesday|wednesday|thursday|friday|today|yesterday|ago|now)s?\b",
    r"\b(?:thanks|thank you|please|sorry)\b",
    r"!",
    r"\b(?:was|were|had|did|went|got|said|came)\b",
    r"\b(?:would|could|if|might)\b|'d\b",
    r"(?-i:(?<=[a-z,] )[A-Z][a-z]+)",
    r"\b(?:want|wish|hope|need|like)\b",
    r"\b(?:tired|afraid|scared|worr\w+|angry|hate|love|hard|sick|feel|fed up)\b",
    r"\b(?:start|first|try|next|could begin)\b",
    r"\b(?:she|he|they|them|her|him)\b",
    r"^\W*(?:that|this|it)(?:'s|s)?\b",
    r"^\W*(?:the|a|an|my|our)\b",
    r"^\W*(?:well|so|look|honestly|i mean)\b",
)
"""Of the customer's: kinds of openings, and what they tell."""

_ASKS, _ANSWERS = ([re.compile(part, re.IGNORECASE) for part in parts] for parts in (_ASKING, _ANSWERING))

ASKED_SIZE, ANSWER_SIZE = 2 * len(_ASKING) + 3, len(_ANSWERING) + 3


def asking_part(line: str) -> str:
    """Return the sentence of a rep line that an answer would be to: the last that asks, or else the last."""
    units = split_units(line)
    return next((unit for unit in reversed(units) if "?" in unit), units[-1] if units else line)


def asked_form(line: str) -> Floats:
    """Return the form of a rep line, and of the part of it that asks: (ASKED_SIZE,)."""
    part = asking_part(line)
    return np.array([*_found(_ASKS, line), *_found(_ASKS, part), *_size(line)], dtype=np.float32)


def answer_forms(texts: Sequence[str]) -> Floats:
    """Return the form of each answer: (n, ANSWER_SIZE)."""
    rows = [[*_found(_ANSWERS, text), *_size(text)] for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), ANSWER_SIZE)


def _found(patterns: Sequence[re.Pattern[str]], text: str) -> list[float]:
    return [float(pattern.search(text) is not None) for pattern in patterns]


def _size(text: str) -> tuple[float, float, float]:
    words = word_count(text)
    return float(words <= BRIEF_WORDS), float(words <= 3 * BRIEF_WORDS), min(1.0, words / LONG)
