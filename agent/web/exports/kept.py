"""Kept: what a file keeps of a debrief beside its story: what to practise, the best and the costliest line."""

from __future__ import annotations

from collections.abc import Iterator

from agent.model.debrief import Debrief, Highlight
from agent.web.views.practice.rewording import MOVES


def kept_of(told: Debrief) -> Iterator[tuple[str, str]]:
    """Yield a title and its words for each thing that there is to keep."""
    if told.practise is not None:
        yield "Practise next", f"{MOVES[told.practise]}. {told.practise_why}"
    if told.summary.best is not None:
        yield "Your best line", _highlighted(told.summary.best)
    if (low := told.summary.weakest) is not None:
        instead = f" One way to say it: “{told.instead.text}”" if told.instead else ""
        yield "Your costliest line", f"{_highlighted(low)}{f' Instead: {low.hint}' if low.hint else ''}{instead}"


def _highlighted(line: Highlight) -> str:
    return f"Line {line.turn}: “{line.line}” {line.why}"
