"""Measures: from codings of lines to `Measure`s with intervals. What every suite needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from evals.model.suite import Measure, Options
from evals.stats import coefficients
from evals.stats.resampling import coincidence_tables, confusions, interval, mean, tallies

STATISTICS: tuple[tuple[str, str, Callable[[coefficients.Array], float]], ...] = (
    ("accuracy", "coded alike", coefficients.accuracy),
    ("macro_f1", "macro-F1", coefficients.macro_f1),
    ("kappa", "kappa", coefficients.kappa),
)


def agreement(
    name: str,
    title: str,
    pairs: Sequence[tuple[Hashable, Hashable]],
    labels: Sequence[Hashable],
    clusters: Sequence[Hashable],
    options: Options,
    statistic: Callable[[coefficients.Array], float],
    **extra: Any,
) -> Measure:
    """Return a statistic of the confusion table of (reference, found) pairs, with its interval by cluster.

    Args:
        name, title: of the measure. pairs: one per line. labels: in order, where the statistic weighs steps.
        clusters: the session of each line. options: resamples and seed. statistic: of a confusion table.
        extra: other attributes of the measure.
    """
    tables = confusions([truth for truth, _ in pairs], [found for _, found in pairs], labels, clusters)
    value = statistic(tables.sum(axis=0)) if pairs else math.nan
    low, high = interval(tables, statistic, options.resamples, options.seed)
    return measure(name, title, value, len(pairs), low=low, high=high, **extra)


def alike(
    name: str,
    title: str,
    readings: Sequence[Sequence[Hashable | None]],
    labels: Sequence[Hashable],
    clusters: Sequence[Hashable],
    options: Options,
    **extra: Any,
) -> Measure:
    """Return Krippendorff's alpha of several readings of each line, with its interval by cluster."""
    tables = coincidence_tables(readings, labels, clusters)
    value = coefficients.alpha(tables.sum(axis=0)) if readings else math.nan
    low, high = interval(tables, coefficients.alpha, options.resamples, options.seed)
    if math.isnan(value) and readings:
        extra["note"] = "the same answer was given to every line, so agreement tells nothing"
    return measure(name, title, value, len(readings), low=low, high=high, **extra)


def share(
    name: str, title: str, hits: Sequence[float], clusters: Sequence[Hashable], options: Options, **extra: Any
) -> Measure:
    """Return the mean of hits (true and false, or 0..1), with its interval by cluster."""
    tables = tallies([float(hit) for hit in hits], clusters)
    low, high = interval(tables, mean, options.resamples, options.seed)
    value = sum(hits) / len(hits) if hits else math.nan
    return measure(name, title, value, len(hits), low=low, high=high, **extra)


def measure(name: str, title: str, value: float, n: int, **extra: Any) -> Measure:
    """Return a measure; a value of nan becomes None, and every figure is rounded to four digits."""
    numbers = {key: rounded(extra.pop(key)) for key in ("low", "high") if key in extra}
    if math.isnan(value):
        extra.setdefault("note", "nothing to compute it from" if not n else "not defined for these codings")
    return Measure(name=name, title=title, value=rounded(value), n=n, **numbers, **extra)


def rounded(value: float | None) -> float | None:
    """Return a figure with four digits after the point; None for nan."""
    return None if value is None or math.isnan(value) else round(float(value), 4)
