"""AUC: how well a score tells two groups apart, with DeLong's interval (DeLong, DeLong and Clarke-Pearson 1988)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Z95 = 1.959963984540054


def auc(good: Sequence[float], poor: Sequence[float]) -> tuple[float, float, float]:
    """Return the AUC and its 95 % interval.

    Args:
        good: the scores that should be higher. poor: those that should be lower. A tie counts half.

    Returns:
        value, low, high; all nan where a group is empty, and low and high where one holds a single score.
    """
    if not good or not poor:
        return math.nan, math.nan, math.nan
    higher = np.asarray(good, dtype=float)[:, None]
    lower = np.asarray(poor, dtype=float)[None, :]
    wins = (higher > lower) + 0.5 * (higher == lower)
    value = float(wins.mean())
    if len(good) < 2 or len(poor) < 2:
        return value, math.nan, math.nan
    variance = wins.mean(axis=1).var(ddof=1) / len(good) + wins.mean(axis=0).var(ddof=1) / len(poor)
    reach = Z95 * math.sqrt(variance)
    return value, max(0.0, value - reach), min(1.0, value + reach)
