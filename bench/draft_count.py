"""Draft count: how often a reply that was begun beside the grade stood, and what the others cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.model.turn import Turn


@dataclass(frozen=True)
class DraftCount:
    """Over some turns. begun: replies begun beside the grade. stood: those shown. wasted: tokens of the others."""

    begun: int
    stood: int
    wasted: int

    def __str__(self) -> str:
        if not self.begun:
            return "no reply was begun beside its grade"
        cost = f"; the others cost {self.wasted:,} tokens" if self.begun > self.stood else ""
        return f"{self.stood} of {self.begun} replies begun beside the grade stood{cost}"


def count_drafts(turns: Iterable[Turn]) -> DraftCount:
    """Return the count over turns."""
    kept = [turn for turn in turns if turn.draft is not None]
    return DraftCount(len(kept), sum(turn.draft == "stood" for turn in kept), sum(turn.wasted for turn in kept))
