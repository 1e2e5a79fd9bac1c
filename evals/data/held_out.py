"""Held out: which scenarios of the corpus nothing is trained on, the same for everything that is trained."""

from __future__ import annotations

import hashlib

HELD_OUT = 0.1
"""Share of scenarios kept for validation and calibration; split by scenario, so near-copies stay together."""


def is_held_out(scenario: str) -> bool:
    """Say whether a scenario belongs to the validation part, by a stable hash of its id."""
    return int(hashlib.sha256(scenario.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF < HELD_OUT
