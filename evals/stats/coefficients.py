"""Statistics of agreement, all computed from tables of counts, so that they can be resampled cheaply.

A *confusion table* is an array of shape (k, k): rows the reference, columns what was found. A *coincidence table* is
the symmetric one of Krippendorff (2011), which any number of readings per line adds up to. A figure that the data
cannot give is nan. `tests/evals/stats/test_stats.py` holds all of this against scikit-learn and krippendorff.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def confusion(truth: Sequence[Hashable], found: Sequence[Hashable], labels: Sequence[Hashable]) -> Array:
    """Return the confusion table of two codings of the same lines.

    Raises:
        KeyError: something was coded that is not among the labels.
    """
    place = {label: at for at, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)))
    for mine, theirs in zip(truth, found, strict=True):
        table[place[mine], place[theirs]] += 1
    return table


def accuracy(table: Array) -> float:
    """Return the share of lines coded alike."""
    return _ratio(float(np.trace(table)), float(table.sum()))


def kappa(table: Array) -> float:
    """Return Cohen's kappa (1960): agreement beyond what the two distributions give by chance."""
    return _weighted(table, 1.0 - np.eye(len(table)))


def quadratic_kappa(table: Array) -> float:
    """Return Cohen's kappa with quadratic weights (1968), for labels in order."""
    steps = np.arange(len(table), dtype=float)
    return _weighted(table, (steps[:, None] - steps[None, :]) ** 2)


def precision(table: Array) -> Array:
    """Return per label the share of what was found that is right; nan where it was never found."""
    return _shares_of(np.diag(table), table.sum(axis=0))


def recall(table: Array) -> Array:
    """Return per label the share of what is there that was found; nan where it is never there."""
    return _shares_of(np.diag(table), table.sum(axis=1))


def f1(table: Array) -> Array:
    """Return per label the harmonic mean of precision and recall; nan where it neither is nor was found."""
    return _shares_of(2 * np.diag(table), table.sum(axis=0) + table.sum(axis=1))


def macro_f1(table: Array) -> float:
    """Return the plain mean of the labels' F1 over those that are there or were found."""
    each = f1(table)
    known = each[~np.isnan(each)]
    return float(known.mean()) if known.size else float("nan")


def coincidences(readings: Sequence[Sequence[Hashable | None]], labels: Sequence[Hashable]) -> Array:
    """Return the coincidence table of several readings of each line.

    Args:
        readings: per line the label of each reading, None where there is none; a single reading counts nothing.
        labels: all labels.
    """
    place = {label: at for at, label in enumerate(labels)}
    table = np.zeros((len(labels), len(labels)))
    for line in readings:
        counts = np.bincount([place[label] for label in line if label is not None], minlength=len(labels)).astype(float)
        if (read := counts.sum()) > 1:
            table += (np.outer(counts, counts) - np.diag(counts)) / (read - 1)
    return table


def alpha(table: Array) -> float:
    """Return Krippendorff's nominal alpha of a coincidence table; nan where only one label was ever given."""
    margins, whole = table.sum(axis=1), table.sum()
    expected = whole**2 - float((margins**2).sum())
    differing = whole - float(np.trace(table))
    return 1 - (whole - 1) * differing / expected if expected > 0 else float("nan")


def evenness(counts: Array) -> float:
    """Return how evenly labels are used: 0 where there is one only, 1 where all are alike (Shannon, normalised)."""
    shares = counts[counts > 0] / counts.sum() if counts.sum() else counts
    if len(counts) < 2 or not shares.size:
        return float("nan")
    return float(-(shares * np.log(shares)).sum() / np.log(len(counts))) + 0.0


def calibration(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> tuple[Array, float]:
    """Return how far confidences are to be believed.

    Args:
        confidence: 0..1 per answer. right: whether it was. bins: of equal width.

    Returns:
        A table (bins, 3) of count, mean confidence and share right, nan in an empty bin; and the expected calibration
        error (Naeini et al. 2015): the mean gap between the two, weighted by count.
    """
    given, was = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    place = np.minimum((given * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins).astype(float)
    means = _shares_of(np.bincount(place, weights=given, minlength=bins).astype(float), counts)
    shares = _shares_of(np.bincount(place, weights=was, minlength=bins).astype(float), counts)
    gaps = np.nan_to_num(np.abs(means - shares))
    return np.stack([counts, means, shares], axis=1), _ratio(float((gaps * counts).sum()), float(counts.sum()))


def _weighted(table: Array, weights: Array) -> float:
    whole = table.sum()
    if not whole:
        return float("nan")
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / whole
    return 1 - _ratio(float((weights * table).sum()), float((weights * expected).sum()))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _shares_of(part: Array, whole: Array) -> Array:
    shares = np.full(len(whole), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
