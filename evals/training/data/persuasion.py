"""People's codes of persuasion talk as examples: sentences of PersuasionForGood (Wang et al., ACL 2019; Apache-2.0).

One person asks another for a gift; each sentence was coded by people. It is a domain of its own, with heads of its own:
pooled with counselling talk it hurts (measured in November 2026). Its text is read from a file and never ships.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from agent.grading.coder.labels import BEFORE_LINES, FAMILIES, TALKS
from evals.data.persuasion import is_held_out, meaning
from evals.training.data.examples import Example, Target


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
        return Target(0, 1, sales=1, sales_talk=TALKS.index(meaning("talk", row["customer_act"])))
    return Target(0, 1, sales=1, sales_family=FAMILIES.index(meaning("family", row["rep_act"])))
