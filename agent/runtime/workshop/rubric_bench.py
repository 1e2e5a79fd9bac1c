"""Rubric bench: the same lines graded by two versions of a rubric, and what differs."""

from __future__ import annotations

from typing import Protocol


class RubricBench(Protocol):
    """See the module."""
