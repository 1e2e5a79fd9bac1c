"""What a line that understood is worth, by how much of theirs is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.rules import quality


@pytest.mark.parametrize(
    ("grounding", "worth", "echoed"),
    [(None, 1.0, 1.0), (0.0, 0.65, 0.65), (0.25, 0.825, 0.825), (0.5, 1.0, 1.0), (0.75, 1.05, 1.0), (1.0, 1.1, 1.0)],
)
def test_a_line_is_worth_what_its_grounding_says(grounding: float | None, worth: float, echoed: float) -> None:
    assert quality.worth(grounding, echo=False) == pytest.approx(worth)
    assert quality.worth(grounding, echo=True) == pytest.approx(echoed)


@given(st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_more_is_never_worth_less(one: float, other: float, echo: bool) -> None:
    less, more = sorted((one, other))
    assert 0 < quality.worth(less, echo) <= quality.worth(more, echo)
