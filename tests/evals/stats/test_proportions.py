"""Intervals of shares: known values, rare faults, and lines that are alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.stats.proportions import effective_size, proportion, wilson


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [(0.0, 160, 0.0, 0.0234), (0.8, 10, 0.4902, 0.9433), (0.5, 100, 0.4038, 0.5962), (1.0, 80, 0.9542, 1.0)],
)
def test_wilsons_interval_as_published(share: float, n: float, low: float, high: float) -> None:
    assert wilson(share, n) == pytest.approx((low, high), abs=1e-4)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=40))
def test_an_interval_holds_its_share_and_likeness_never_narrows_it(lines: list[tuple[bool, int]]) -> None:
    hits, clusters = [hit for hit, _ in lines], [cluster for _, cluster in lines]
    alone, together = proportion("a", "a", hits), proportion("a", "a", hits, clusters)
    assert alone.value is not None
    for found in (alone, together):
        assert found.low is not None
        assert found.high is not None
        assert 0 <= found.low <= alone.value + 1e-4
        assert alone.value - 1e-4 <= found.high <= 1
        assert found.high > found.low, "it never says that nothing is open"
    assert together.high is not None
    assert alone.high is not None
    assert together.high >= alone.high - 1e-9
    assert len(set(clusters)) <= effective_size(hits, clusters) <= len(hits)


def test_lines_that_are_copies_count_once() -> None:
    hits = [hit for hit in (True, False, True, False, False) for _ in range(3)]
    assert effective_size(hits, [at // 3 for at in range(15)]) == pytest.approx(5)
    assert effective_size(hits, list(range(15))) == pytest.approx(15)
    assert effective_size([False] * 6, [0, 0, 0, 1, 1, 1]) == 2


def test_nothing_gives_nothing() -> None:
    found = proportion("a", "a", [], goal=0.1, low_is_good=True)
    assert (found.value, found.low, found.n, found.passed) == (None, None, 0, False)
