"""Shipped data: where the files that come with the program lie."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def shipped(*names: str) -> Path:
    """Return the path of something that ships, below the folder that holds `personas/` and `rubrics/`."""
    return _ROOT.joinpath(*names)
