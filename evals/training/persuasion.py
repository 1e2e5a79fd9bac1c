"""People's codes of persuasion talk as examples: sentences of PersuasionForGood (Wang et al., ACL 2019; Apache-2.0).

One person asks another for a gift; each sentence was coded by people. It is a domain of its own, with heads of its own:
pooled with counselling talk it hurts (measured in November 2026). Its text is read from a file and never ships.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from agent.grading.coder.labels import BEFORE_LINES, FAMILIES, TALKS
from evals.training.examples import Example, Target

CHANGE = frozenset({"agree-donation", "positive-reaction-to-donation", "provide-donation-amount", "confirm-donation"})
SUSTAIN = frozenset({"disagree-donation", "disagree-donation-more", "negative-reaction-to-donation"})
QUESTION = frozenset(
    {
        "task-related-inquiry", "source-related-inquiry", "personal-related-inquiry", "ask-donation-amount",
        "ask-donate-more", "ask-not-donate-reason",
    }
)  # fmt: skip
INPUT = frozenset(
    {
        "credibility-appeal", "logical-appeal", "emotion-appeal", "donation-information", "proposition-of-donation",
        "self-modeling", "foot-in-the-door", "personal-story",
    }
)  # fmt: skip

HELD_OUT = 1 / 3
"""Share of the conversations kept for validation, by a stable hash of their number."""


def is_held_out(session: str) -> bool:
    """Say whether a conversation is kept for validation."""
    return int(hashlib.sha256(f"persuasion {session}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT


def persuasion_examples(path: Path, held_out: bool) -> list[Example]:
    """Return the sentences of one part, each behind what was said just before it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(_examples(csv.DictReader(file), held_out))


def _examples(rows: csv.DictReader[str], held_out: bool) -> Iterator[Example]:
    session = ""
    said: list[tuple[str, str]] = []
    for row in rows:
        if row["session"] != session:
            session, said = row["session"], []
        speaker, text = row["speaker"], row["text"].strip()
        if text and is_held_out(session) is held_out:
            yield Example(f"persuasion-{session}", tuple(said[-BEFORE_LINES:]), (text,), (_target(row),))
        said.append((speaker, text))


def _target(row: dict[str, str]) -> Target:
    if row["speaker"] == "customer":
        act = row["customer_act"]
        talk = "change" if act in CHANGE else "sustain" if act in SUSTAIN else "neutral"
        return Target(0, 1, sales=1, sales_talk=TALKS.index(talk))
    act = row["rep_act"]
    family = "question" if act in QUESTION else "input" if act in INPUT else "other"
    return Target(0, 1, sales=1, sales_family=FAMILIES.index(family))
