"""Spearman's rho, held against its definition by ranks and against pairs whose answer is known."""

from __future__ import annotations

import math

from evals.stats.rank_correlation import rank_correlation


def test_what_rises_together_is_one_and_what_falls_is_minus_one() -> None:
    up = [(float(at), float(at**3)) for at in range(8)]
    assert rank_correlation(up, 200, 1) == (1.0, 1.0, 1.0) or math.isclose(rank_correlation(up, 200, 1)[0], 1.0)
    assert math.isclose(rank_correlation([(one, -two) for one, two in up], 200, 1)[0], -1.0)


def test_ties_share_their_mean_rank() -> None:
    pairs = [(1.0, 1.0), (2.0, 3.0), (2.0, 2.0), (4.0, 4.0), (5.0, 5.0)]
    assert math.isclose(rank_correlation(pairs, 50, 1)[0], 0.9746794344808963)


def test_a_side_that_never_varies_has_no_correlation_and_few_pairs_no_interval() -> None:
    assert math.isnan(rank_correlation([(1.0, float(at)) for at in range(6)], 50, 1)[0])
    assert rank_correlation([(1.0, 2.0), (2.0, 1.0), (3.0, 3.0)], 50, 1)[1:] == (None, None)
