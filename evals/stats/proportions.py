"""Proportions: shares of rare faults, with an interval that still says something where not one was found.

A bootstrap of lines that are all alike gives an interval of no width. Wilson's (1927) does not; where lines come in
clusters it is taken at the effective number of lines, as Korn and Graubard (1998) do.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any

from evals.model.suite import Measure
from evals.stats.measures import measure
from evals.stats.resampling import groups

Z = 1.959964
"""Of the normal distribution, for 95 %."""


def proportion(
    name: str, title: str, hits: Sequence[bool], clusters: Sequence[Hashable] | None = None, **extra: Any
) -> Measure:
    """Return the share of hits with its 95 % interval.

    Args:
        name, title: of the measure. hits: one per line. extra: other attributes of the measure.
        clusters: what each line shares with others like it, e.g. the sentence it holds; by default nothing.
    """
    if not hits:
        return measure(name, title, math.nan, 0, **extra)
    share = sum(hits) / len(hits)
    low, high = wilson(share, effective_size(hits, clusters) if clusters is not None else len(hits))
    return measure(name, title, share, len(hits), low=low, high=high, **extra)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share 0..1 seen in n independent lines, n > 0."""
    middle = share + Z * Z / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def effective_size(hits: Sequence[bool], clusters: Sequence[Hashable]) -> float:
    """Return how many independent lines tell as much: between the number of clusters and that of lines.

    Where all lines are alike their likeness within clusters cannot be told, and the clusters count.
    """
    parts = [[hits[at] for at in places] for places in groups(clusters)]
    share = sum(hits) / len(hits)
    alone = len(hits) * share * (1 - share)
    if not alone:
        return float(len(parts))
    together = sum((sum(part) - share * len(part)) ** 2 for part in parts)
    return min(float(len(hits)), max(float(len(parts)), len(hits) * alone / together)) if together else float(len(hits))
