"""Resampling: intervals by drawing whole clusters (sessions, scenarios) again, since lines of one are alike.

Statistics here are functions of a table of counts that clusters add up to, so a resample is a sum of their tables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from evals.stats.coefficients import Array, coincidences, confusion

FEWEST = 5
"""Clusters below which no interval is given: it would pretend to know more than it can."""


def interval(
    tables: Array, statistic: Callable[[Array], float], resamples: int, seed: int
) -> tuple[float | None, float | None]:
    """Return the 95 % percentile interval of a statistic of the summed tables.

    Args:
        tables: of shape (clusters, ...). statistic: of one summed table. resamples: drawn. seed: of the draws.

    Returns:
        low and high; None both where there are too few clusters or the statistic is mostly undefined.
    """
    clusters = len(tables)
    if clusters < FEWEST:
        return None, None
    drawn = np.random.default_rng(seed).multinomial(clusters, np.full(clusters, 1 / clusters), size=resamples)
    sums = np.tensordot(drawn.astype(float), tables, axes=1)
    values = np.array([statistic(table) for table in sums])
    values = values[~np.isnan(values)]
    if values.size < resamples / 2:
        return None, None
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def confusions(
    truth: Sequence[Hashable], found: Sequence[Hashable], labels: Sequence[Hashable], clusters: Sequence[Hashable]
) -> Array:
    """Return one confusion table per cluster, of shape (clusters, k, k), in the order clusters first occur."""
    pairs = list(zip(truth, found, strict=True))
    parts = [[pairs[at] for at in rows] for rows in groups(clusters)]
    return _stacked([confusion([t for t, _ in part], [f for _, f in part], labels) for part in parts], len(labels))


def coincidence_tables(
    readings: Sequence[Sequence[Hashable | None]], labels: Sequence[Hashable], clusters: Sequence[Hashable]
) -> Array:
    """Return one coincidence table per cluster, of shape (clusters, k, k)."""
    parts = [[readings[at] for at in rows] for rows in groups(clusters)]
    return _stacked([coincidences(part, labels) for part in parts], len(labels))


def tallies(hits: Sequence[float], clusters: Sequence[Hashable]) -> Array:
    """Return (sum, count) per cluster, of shape (clusters, 2), for the interval of a mean or a share."""
    parts = [[hits[at] for at in rows] for rows in groups(clusters)]
    return np.array([(sum(part), len(part)) for part in parts], dtype=float).reshape(-1, 2)


def mean(tally: Array) -> float:
    """Return the mean of a summed tally."""
    return float(tally[0] / tally[1]) if tally[1] else float("nan")


def groups(clusters: Sequence[Hashable]) -> list[list[int]]:
    """Return the places of each cluster's members, in the order clusters first occur."""
    found: dict[Hashable, list[int]] = {}
    for at, cluster in enumerate(clusters):
        found.setdefault(cluster, []).append(at)
    return list(found.values())


def _stacked(tables: Sequence[Array], size: int) -> Array:
    return np.stack(tables) if tables else np.zeros((0, size, size))
