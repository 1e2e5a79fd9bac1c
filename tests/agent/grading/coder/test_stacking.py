"""Two readings of a unit become one: by learnt weights, never where a label lacks them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import CoderError
from agent.grading.coder.signs import SIGNS
from agent.grading.coder.stacking import Stack, log_odds

LABELS = ("confront", "other")
NONE = (0.0,) * len(SIGNS)
EVEN = np.zeros((1, len(LABELS)), dtype=np.float32)
PLAIN = np.zeros((1, len(SIGNS)), dtype=np.float32)
shares = st.floats(0, 1).map(lambda share: np.array([[share, 1 - share]], dtype=np.float32))


@given(shares, shares)
def test_even_weights_lie_between_the_two_readings(in_line: np.ndarray, alone: np.ndarray) -> None:
    found = Stack({label: (0.0, 0.5, 0.5, 0.0, *NONE) for label in LABELS}, LABELS, "card")
    joined = found.shares(in_line, alone, EVEN, PLAIN)
    low, high = np.minimum(in_line, alone), np.maximum(in_line, alone)
    assert np.all(joined >= np.clip(low, 1e-4, 1) - 1e-3)
    assert np.all(joined <= np.clip(high, 0, 1 - 1e-4) + 1e-3)


@given(shares, shares)
def test_weights_of_the_reading_alone_take_no_notice_of_the_line(in_line: np.ndarray, alone: np.ndarray) -> None:
    found = Stack({label: (0.0, 0.0, 1.0, 0.0, *NONE) for label in LABELS}, LABELS, "card")
    assert found.shares(in_line, alone, EVEN, PLAIN) == pytest.approx(np.clip(alone, 1e-4, 1 - 1e-4), abs=1e-3)


def test_a_constant_shifts_what_is_unsure() -> None:
    half = np.array([[0.5, 0.5]], dtype=np.float32)
    found = Stack({"confront": (2.0, 1.0, 0.0, 0.0, *NONE), "other": (-2.0, 1.0, 0.0, 0.0, *NONE)}, LABELS, "card")
    ((up, down),) = found.shares(half, half, EVEN, PLAIN)
    assert up > 0.85
    assert down < 0.15


def test_log_odds_stay_finite() -> None:
    assert np.isfinite(log_odds(np.array([0.0, 1.0], dtype=np.float32))).all()


@pytest.mark.parametrize("weights", [{}, {"confront": (1.0, 1.0)}, {"other": (0.0, 1.0, 0.0, 0.0, *NONE)}])
def test_a_label_without_three_weights_is_named_with_its_file(weights: dict[str, tuple[float, ...]]) -> None:
    with pytest.raises(CoderError, match=r"rubrics/coder/card.json: stack: .*confront.*make train-coder"):
        Stack(weights, LABELS, "rubrics/coder/card.json")
