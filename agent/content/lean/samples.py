"""Samples from an example transcript: the customer's lines, one for each act of the template, by simple signs. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.text.matching import word_count

FEWEST_WORDS, MOST_WORDS = 4, 34
"""Words of a line that can show how somebody sounds."""

MOST_ROWS = 2_000

REPS = frozenset({"rep", "agent", "csm", "advisor", "adviser", "support", "seller", "sales", "me", "us", "assistant"})
"""Names that a transcript gives to the rep."""

SIGNS = {
    "sample_4": re.compile(r"\?\s*$"),
    "sample_5": re.compile(r"\b(?:maybe|perhaps|might|suppose|not sure|on the other hand|could be)\b", re.IGNORECASE),
    "sample_2": re.compile(r"\b(?:busy|time|because|but|short-staffed|budget|holiday)\b", re.IGNORECASE),
    "sample_3": re.compile(r"\b(?:always|never|again|every time|nobody|still|months|weeks)\b", re.IGNORECASE),
    "sample_1": re.compile(r"\b(?:no|not|nothing|don't|won't|isn't|fine)\b", re.IGNORECASE),
}
"""Place of the template -> what a line of its act often holds: to test, waver, excuse, complain, deny."""

SOMEBODY = "somebody"
"""What stands for a name that was taken out."""

_ROW = re.compile(r"\s{0,9}(?P<speaker>[^\W\d_][^:\n]{0,40}):\s{1,9}(?P<said>\S.*)")


def samples_of(transcript: str, customer: str = "", names: Sequence[str] = ()) -> dict[str, str]:
    """Return places of the template with the customer's lines that suit them.

    Args:
        transcript: one line each, `Speaker: words`. customer: whose lines are wanted; by default the first speaker
            whose name is none of a rep's. names: names to be taken out, each as a whole word.
    """
    rows = [row for line in transcript.splitlines()[:MOST_ROWS] if (row := _ROW.fullmatch(line[:2_000].rstrip()))]
    speakers = [row["speaker"].strip() for row in rows]
    wanted = customer or next((name for name in speakers if name.lower() not in REPS), "")
    said = [row["said"] for row, name in zip(rows, speakers, strict=True) if name.lower() == wanted.lower()]
    lines = list(dict.fromkeys(without_names(line, names) for line in said))
    return _placed([line for line in lines if FEWEST_WORDS <= word_count(line) <= MOST_WORDS])


def without_names(text: str, names: Sequence[str]) -> str:
    """Return a text with names taken out."""
    for name in filter(None, map(str.strip, names)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", SOMEBODY, text, flags=re.IGNORECASE)
    return text


def _placed(lines: list[str]) -> dict[str, str]:
    placed: dict[str, str] = {}
    for place, sign in SIGNS.items():
        found = next((line for line in lines if sign.search(line)), None)
        if found is not None:
            placed[place] = found
            lines.remove(found)
    for place in SIGNS:
        if place not in placed and lines:
            placed[place] = lines.pop(0)
    return placed
