"""One reading of a unit from three: as it stands in its line, by itself, and by its words alone.

In its line a unit is read with what surrounds it, so that a strong sentence can swallow its neighbour; by itself it is
read without what it leans on. How much each counts for a label is learnt from held-out lines
(`evals/training/fitting/stacks.py`): a logistic regression on the log-odds of all three and on a few signs, which also
makes the share honest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.errors import CoderError
from agent.grading.coder.signs import SIGNS

Floats = NDArray[np.float32]

_EDGE = 1e-4
"""Probabilities are kept this far from 0 and 1, so that their log-odds stay finite."""


def log_odds(shares: Floats) -> Floats:
    """Return ln(p / (1 - p)) of probabilities, of any shape."""
    kept = np.clip(shares, _EDGE, 1 - _EDGE)
    odds: Floats = np.log(kept / (1 - kept)).astype(np.float32)
    return odds


READINGS = ("in the line", "alone", "by its words")


class Stack:
    """Weights per label: a constant, one for each reading, and one for each sign."""

    def __init__(self, weights: Mapping[str, Sequence[float]], labels: Sequence[str], source: str) -> None:
        """Take the weights of each label, in the order of `labels`.

        Raises:
            CoderError: a label has not as many weights as there are; names `source`, the file they came from.
        """
        rows = [weights.get(label, ()) for label in labels]
        size = 1 + len(READINGS) + len(SIGNS)
        lacking = [label for label, row in zip(labels, rows, strict=True) if len(row) != size]
        if lacking:
            raise CoderError(f"{source}: stack: no {size} weights for {', '.join(lacking)}; run make train-coder")
        self._weights = np.array(rows, dtype=np.float32)

    def shares(self, in_line: Floats, alone: Floats, worded: Floats, shown: Floats) -> Floats:
        """Return the probabilities (units, labels).

        Args:
            in_line, alone: probabilities (units, labels). worded: log-odds (units, labels). shown: (units, signs).
        """
        constant, line, own, words = self._weights[:, :4].T
        score = constant + line * log_odds(in_line) + own * log_odds(alone) + words * worded
        score = score + shown @ self._weights[:, 4:].T
        found: Floats = (1.0 / (1.0 + np.exp(-score))).astype(np.float32)
        return found
