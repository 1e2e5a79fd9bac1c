"""Panel bench: scripted reps against two versions of a customer, and what differs."""

from __future__ import annotations

from typing import Protocol


class PanelBench(Protocol):
    """See the module."""
