"""Differences: what changes from one text to another, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from agent.model.training.edition import Draft
from agent.runtime.personal.training.editing.publishing import Told

AROUND = 2
"""Lines shown before and after what differs."""


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that differ with some around them, as (sign, line): `-` gone, `+` new, a blank for the same."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=AROUND)
    rows = [line for line in found if not line.startswith(("---", "+++"))]
    return [(" ", "…") if line.startswith("@@") else (line[:1], line[1:]) for line in rows]


def texts_of(found: Sequence[Told], draft: Draft | None) -> dict[str, str]:
    """Return the texts that can be compared, newest first: `draft` or the number of an edition -> both files."""
    texts = {"draft": _both_texts(draft.text, draft.voice)} if draft else {}
    return texts | {
        str(told.edition.number): _both_texts(told.edition.text, told.edition.voice)
        for told in found
        if not told.edition.withdrawn
    }


def _both_texts(text: str, voice: str) -> str:
    return f"{text}\n# Their own lines\n{voice}" if voice else text
