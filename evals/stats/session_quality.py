"""Session quality: can a good session be told from a poor one by the grader's codes alone?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.model.verdict import Code
from evals.model.suite import Measure
from evals.stats.auc import auc
from evals.stats.measures import measure

WORTH: Mapping[str, float] = {
    Code.SIMPLE_REFLECTION: 1.0, Code.COMPLEX_REFLECTION: 1.0, Code.SUMMARY: 1.0, Code.AFFIRM: 1.0,
    Code.SEEK_COLLABORATION: 1.0, Code.EMPHASIZE_AUTONOMY: 1.0, Code.OPEN_QUESTION: 0.5,
    Code.CLOSED_QUESTION: -0.5, Code.GIVE_INFORMATION: -0.5, Code.PERSUADE: -1.0, Code.CONFRONT: -1.0,
}  # fmt: skip
"""What a line's primary code speaks for: listening and choice, or telling. Fixed beforehand and fitted to nothing."""


def score(codes: Sequence[str]) -> float:
    """Return the mean worth of a session's primary codes."""
    return sum(WORTH.get(code, 0.0) for code in codes) / len(codes)


def sessions_auc(sessions: Mapping[str, tuple[str, Sequence[str]]], human: float | None, goal: float | None) -> Measure:
    """Return the AUC of good against poor sessions.

    Args:
        sessions: id -> (`good` or `poor`, primary codes found in it). human, goal: see `Measure`.
    """
    known = [(quality, score(codes)) for quality, codes in sessions.values() if codes]
    good = [points for quality, points in known if quality == "good"]
    poor = [points for quality, points in known if quality == "poor"]
    value, low, high = auc(good, poor)
    title = "Good and poor sessions told apart by the codes found (AUC)"
    return measure("sessions.auc", title, value, len(good) + len(poor), low=low, high=high, human=human, goal=goal)
