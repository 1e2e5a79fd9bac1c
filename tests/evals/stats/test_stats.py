"""The evals' own statistics against independent libraries, on random data."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypedDict

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from evals.stats import coefficients
from evals.stats.auc import auc
from evals.stats.resampling import FEWEST, coincidence_tables, confusions, interval, mean, tallies

LABELS = ("a", "b", "c", "d")
codings = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=2, max_size=60)


class Tolerance(TypedDict):
    rel: float
    abs: float


CLOSE: Tolerance = {"rel": 1e-9, "abs": 1e-9}


def split(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [truth for truth, _ in pairs], [found for _, found in pairs]


def oracle(function: Callable[..., Any], *arguments: Any, **named: Any) -> float:
    """Call scikit-learn, whose answer to an undefined figure is nan with a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(function(*arguments, **named))


@given(codings)
@settings(max_examples=60, deadline=None)
def test_agreement_is_what_scikit_learn_says(pairs: list[tuple[str, str]]) -> None:
    truth, found = split(pairs)
    table = coefficients.confusion(truth, found, LABELS)
    assert coefficients.accuracy(table) == pytest.approx(metrics.accuracy_score(truth, found), **CLOSE)
    used = sorted({*truth, *found})
    wanted = metrics.f1_score(truth, found, labels=used, average="macro", zero_division=0.0)
    assert coefficients.macro_f1(table) == pytest.approx(wanted, **CLOSE)
    if len(used) > 1:
        assert coefficients.kappa(table) == pytest.approx(oracle(metrics.cohen_kappa_score, truth, found), **CLOSE)
        steps = oracle(metrics.cohen_kappa_score, truth, found, labels=LABELS, weights="quadratic")
        assert coefficients.quadratic_kappa(table) == pytest.approx(steps, **CLOSE)
    else:
        assert math.isnan(coefficients.kappa(table))


@given(codings)
@settings(max_examples=40, deadline=None)
def test_each_label_is_what_scikit_learn_says(pairs: list[tuple[str, str]]) -> None:
    truth, found = split(pairs)
    table = coefficients.confusion(truth, found, LABELS)
    wanted = metrics.precision_recall_fscore_support(truth, found, labels=list(LABELS), zero_division=np.nan)
    for ours, theirs in zip((coefficients.precision(table), coefficients.recall(table)), wanted[:2], strict=True):
        np.testing.assert_allclose(ours, theirs)
    there = ~np.isnan(coefficients.f1(table))
    np.testing.assert_allclose(coefficients.f1(table)[there], np.nan_to_num(wanted[2])[there])


@given(st.lists(st.lists(st.sampled_from([*LABELS, None]), min_size=3, max_size=3), min_size=3, max_size=40))
@settings(max_examples=60, deadline=None)
def test_alpha_is_what_krippendorff_says(readings: list[list[str | None]]) -> None:
    ours = coefficients.alpha(coefficients.coincidences(readings, LABELS))
    places = {label: float(at) for at, label in enumerate(LABELS)} | {None: np.nan}
    matrix = [[places[label] for label in reading] for reading in zip(*readings, strict=True)]
    try:
        theirs = krippendorff.alpha(reliability_data=np.array(matrix), level_of_measurement="nominal")
    except ValueError:  # nothing can be paired, or there is one label only
        assert math.isnan(ours)
        return
    assert ours == pytest.approx(theirs, **CLOSE) or (math.isnan(ours) and math.isnan(theirs))


def test_alpha_of_two_readings_comes_from_their_confusion_table() -> None:
    roll = np.random.default_rng(3)
    truth, found = roll.choice(LABELS, 80), roll.choice(LABELS, 80)
    table = coefficients.confusion(list(truth), list(found), LABELS)
    matrix = [[LABELS.index(label) for label in coding] for coding in (truth, found)]
    theirs = krippendorff.alpha(reliability_data=matrix, level_of_measurement="nominal")
    assert coefficients.alpha(table + table.T) == pytest.approx(theirs, **CLOSE)


@pytest.mark.parametrize("seed", range(5))
def test_auc_is_what_scikit_learn_says(seed: int) -> None:
    roll = np.random.default_rng(seed)
    good, poor = roll.integers(2, 9, 30).tolist(), roll.integers(0, 7, 20).tolist()
    value, low, high = auc(good, poor)
    assert value == pytest.approx(metrics.roc_auc_score([1] * 30 + [0] * 20, good + poor), **CLOSE)
    assert 0 <= low < value < high <= 1


def test_delong_reaches_as_far_as_the_bootstrap() -> None:
    roll = np.random.default_rng(11)
    good, poor = roll.normal(1, 1, 60), roll.normal(0, 1, 60)
    drawn = [auc(roll.choice(good, 60).tolist(), roll.choice(poor, 60).tolist())[0] for _ in range(800)]
    _, low, high = auc(good.tolist(), poor.tolist())
    assert (low, high) == pytest.approx(tuple(np.percentile(drawn, [2.5, 97.5])), abs=0.02)


def test_calibration_error_by_hand() -> None:
    table, error = coefficients.calibration([0.95, 0.85, 0.15, 0.15], [True, False, False, True])
    assert table[:, 0].tolist() == [0, 2, 0, 0, 0, 0, 0, 0, 1, 1]
    assert error == pytest.approx((2 * abs(0.15 - 0.5) + 0.85 + 0.05) / 4)
    assert coefficients.calibration([1.0], [True])[1] == 0


def test_evenness_is_zero_for_one_label_and_one_for_all_alike() -> None:
    assert coefficients.evenness(np.array([9.0, 0, 0])) == 0
    assert coefficients.evenness(np.array([4.0, 4, 4])) == pytest.approx(1)


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    roll, inside = np.random.default_rng(5), 0
    for trial in range(100):
        hits = (roll.random(120) < 0.7).tolist()
        low, high = interval(tallies(hits, list(range(120))), mean, 200, trial)
        assert low is not None
        assert high is not None
        inside += low <= 0.7 <= high
    assert 86 <= inside <= 100


def width(found: tuple[float | None, float | None]) -> float:
    low, high = found
    assert low is not None
    assert high is not None
    return high - low


def test_lines_of_one_session_do_not_count_as_many() -> None:
    hits = [1.0] * 50 + [0.0] * 50
    alone = interval(tallies(hits, list(range(100))), mean, 400, 1)
    together = interval(tallies(hits, [at // 10 for at in range(100)]), mean, 400, 1)
    assert width(together) > 2 * width(alone)


def test_the_same_seed_draws_the_same_interval_and_too_few_sessions_none() -> None:
    truth, found, sessions = [*"abcabcabcd"], [*"abcabdabcd"], [*"1122334455"]
    tables = confusions(truth, found, LABELS, sessions)
    assert interval(tables, coefficients.kappa, 300, 4) == interval(tables, coefficients.kappa, 300, 4)
    assert tables.sum(axis=0).tolist() == coefficients.confusion(truth, found, LABELS).tolist()
    assert interval(tables[: FEWEST - 1], coefficients.kappa, 300, 4) == (None, None)


def test_coincidences_of_clusters_add_up() -> None:
    readings: Sequence[Sequence[Hashable | None]] = [["a", "b"], ["a", "a"], ["c", None], ["b", "b"]]
    tables = coincidence_tables(readings, LABELS, ["x", "y", "x", "y"])
    assert tables.sum(axis=0).tolist() == coefficients.coincidences(readings, LABELS).tolist()
