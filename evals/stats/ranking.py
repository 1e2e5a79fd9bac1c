"""Ranking: how high the true one stands among others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rank_of_first(scores: NDArray[np.float32]) -> int:
    """Return the rank of the first of some scores, from 1; a tie counts as a miss."""
    return 1 + int(np.sum(scores[1:] >= scores[0]))
