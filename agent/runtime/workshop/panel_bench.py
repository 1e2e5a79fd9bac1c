"""Panel bench: scripted reps against two versions of a customer, and what differs."""

from __future__ import annotations

from typing import Protocol

from agent.model.persona import Persona
from agent.model.training.panel_difference import PanelDifference
from agent.runtime.workshop.bench_runs import BenchRun, Progress

PanelRun = BenchRun[PanelDifference]
"""A panel that was asked for."""


class PanelBench(Protocol):
    """Plays the panel over a log that is thrown away, with the embedded engines whichever the room uses."""

    async def compare(self, before: Persona, after: Persona, *, short: bool, progress: Progress) -> PanelDifference:
        """Play the same reps with the same seeds against both, one session at a time.

        Args:
            before, after: two versions of a customer. short: one text of each kind of rep, not all of them.
            progress: told of every turn: sessions played, of how many, and who speaks. Cancelling takes effect within a
                turn, and leaves nothing running.
        """
        ...
