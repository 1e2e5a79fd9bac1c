"""Ranking: how high the true one stands."""

from __future__ import annotations

import numpy as np
import pytest

from evals.stats.ranking import rank_of_first


@pytest.mark.parametrize(("scores", "rank"), [([3, 1, 2], 1), ([2, 3, 1], 2), ([1, 1, 0], 2), ([0, 1, 2], 3), ([5], 1)])
def test_a_tie_is_a_miss(scores: list[float], rank: int) -> None:
    assert rank_of_first(np.array(scores, dtype=np.float32)) == rank
