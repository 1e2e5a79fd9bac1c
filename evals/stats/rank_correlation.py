"""Rank correlation: Spearman's rho with an interval by drawing sessions again (Spearman 1904; percentile bootstrap)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evals.stats.resampling import FEWEST

Floats = NDArray[np.float64]


def rank_correlation(
    pairs: Sequence[tuple[float, float]], resamples: int, seed: int
) -> tuple[float, float | None, float | None]:
    """Return rho and its 95 % interval; equal values share their mean rank.

    Returns:
        value, low, high; nan where a side never varies; no interval for fewer than `FEWEST` pairs.
    """
    if len(pairs) < 2:
        return math.nan, None, None
    table = np.asarray(pairs, dtype=float)
    value = _rho(table)
    if len(pairs) < FEWEST or math.isnan(value):
        return value, None, None
    draws = np.random.default_rng(seed).integers(0, len(table), size=(resamples, len(table)))
    values = np.array([_rho(table[draw]) for draw in draws])
    values = values[~np.isnan(values)]
    if values.size < resamples / 2:
        return value, None, None
    low, high = np.percentile(values, [2.5, 97.5])
    return value, float(low), float(high)


def _rho(table: Floats) -> float:
    one, other = _ranks(table[:, 0]), _ranks(table[:, 1])
    if one.std() == 0 or other.std() == 0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: Floats) -> Floats:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Floats = last - (counts - 1) / 2
    return middle[place]
