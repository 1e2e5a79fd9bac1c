"""Panel bench: scripted reps against two versions of a customer, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from agent.model.persona import Persona
from agent.model.training.panel_difference import PanelDifference

Progress = Callable[[int, int, str], None]
"""Told after every turn: sessions finished, sessions in all, and the rep who is speaking."""


class PanelBench(Protocol):
    """Plays the panel over a log that is thrown away, with the embedded engines whichever the room uses."""

    async def compare(self, before: Persona, after: Persona, *, short: bool, progress: Progress) -> PanelDifference:
        """Play the same reps with the same seeds against both, one session at a time.

        Args:
            before, after: two versions of a customer. short: one text of each kind of rep, not all of them.
            progress: told of every turn. Cancelling takes effect within a turn, and leaves nothing running.
        """
        ...
