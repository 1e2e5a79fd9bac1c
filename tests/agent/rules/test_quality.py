"""What a line that understood is worth, by how much of theirs is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.law import Law
from agent.model.session import State
from agent.model.verdict import Code, Verdict
from agent.rules import quality, rewards
from tests.support.makers.makers import verdict

LAW = Law(start=7.5, gain=1.0, loss=2.0, split_share=0.6)
STATE = State(resistance=6, trust=4.0)


def softened(state: State, said: Verdict) -> float:
    return next(rewards.softening(state, said, LAW)).change


def grounded(share: float, *codes: Code) -> Verdict:
    return verdict(*codes, empathy=0.8, empowerment=0.8).model_copy(update={"grounding": share})


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


def test_an_echo_gains_nothing_from_their_words_and_loses_without_them() -> None:
    assert softened(STATE, grounded(1.0, Code.SIMPLE_REFLECTION)) == pytest.approx(-0.72)
    assert softened(STATE, grounded(0.0, Code.SIMPLE_REFLECTION)) == pytest.approx(-0.468)


def test_over_two_lines_it_is_the_understanding_of_the_line_before_that_counts() -> None:
    before = STATE.after({"empathy_before": True, "grounding_before": 0.0})
    assert softened(before, verdict(empowerment=0.8)) == pytest.approx(-0.351)
    assert softened(before.after({"grounding_before": None}), verdict(empowerment=0.8)) == pytest.approx(-0.54)
    after_respect = before.after({"empathy_before": False, "empowerment_before": True})
    late = verdict(empathy=0.8).model_copy(update={"grounding": 1.0})
    assert softened(after_respect, late) == pytest.approx(-0.594)
