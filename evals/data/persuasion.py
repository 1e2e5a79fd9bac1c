"""Persuasion: which people-coded persuasion talks are held out of training, and what their acts mean here.

The acts stand in `evals/mappings/persuasion.yaml`, once for measuring and for training.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Literal

from evals.data.coded_lines import Mapping, read_mapping

MAPPING = Path(__file__).resolve().parents[1] / "mappings" / "persuasion.yaml"

HELD_OUT = 1 / 3
"""Share of the conversations that is kept for measuring, by a stable hash of their number."""


def is_held_out(session: str) -> bool:
    """Say whether a conversation, by its number in the file, is kept for measuring."""
    return int(hashlib.sha256(f"persuasion {session}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT


def meaning(facet: Literal["family", "talk"], act: str) -> str:
    """Return the family of a rep's act, or the talk type of a customer's; what is not named is `other` or `neutral`."""
    label = _mapping().labels[facet]
    found = label.values.get(act, label.rest)
    assert found is not None, "the mapping names the rest of each facet"
    return found


@cache
def _mapping() -> Mapping:
    return read_mapping(MAPPING)
