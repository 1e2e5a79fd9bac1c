"""The score is the mean of what was due, and lines without a grade count neither way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content.library import Library
from agent.feedback.score import score_of, step_found
from agent.feedback.summary import summarise
from agent.model.acts import Act, Band, Stage
from agent.model.debrief import Summary
from agent.model.rubric import Criterion
from agent.model.session import Receipt, Reply, State
from agent.model.turn import Turn
from agent.model.verdict import Criteria, ungraded
from tests.support.doubles.players import RUBRICS
from tests.support.makers import makers

PERSONA, RUBRIC = makers.persona(), Library(RUBRICS, RUBRICS).rubric()

Line = tuple[float, float, float, float] | None
"""What a line is worth on bond, empathize, empower and commit; None for one that was not graded."""


def told(*lines: Line, evoke_from: int = 1000) -> Summary:
    """Return the summary of lines with these criteria; from turn `evoke_from` on the customer is past `engage`."""
    turns, before = [], Stage.ENGAGE
    for number, worth in enumerate(lines, 1):
        after = Stage.EVOKE if number >= evoke_from else Stage.ENGAGE
        given_ = dict(zip(Criterion, worth or (), strict=False))
        verdict = makers.warm() if worth else ungraded("nobody answered", "mi@1", "test")
        turns.append(
            Turn(
                number=number,
                rep=f"line {number}",
                verdict=verdict.model_copy(update={"criteria": Criteria(**{c.value: v for c, v in given_.items()})}),
                receipt=Receipt(stage_before=before, stage_after=after),
                state=State(turn=number, resistance=5.0, trust=5.0, stage=after),
                reply=Reply(text="Well.", act=Act.ANSWER, band=Band.GUARDED),
            )
        )
        before = after
    return summarise(PERSONA, RUBRIC, turns)


def test_the_score_is_the_mean_of_the_criteria_that_were_due() -> None:
    assert score_of(told((0.6, 0.9, 0.3, 1.0), (0.6, 0.9, 0.3, 1.0))).points == 60, "commit was never due"


def test_commit_weighs_as_much_as_the_lines_it_was_due_on() -> None:
    found = score_of(told((0.5, 0.5, 0.5, 0.0), (0.5, 0.5, 0.5, 1.0), evoke_from=1))
    assert found.lines[Criterion.COMMIT] == 1, "trust was earned with line 1, so it is due from line 2 on"
    assert found.points == round(100 * (6 * 0.5 + 1.0) / 7)
    assert found.parts[Criterion.COMMIT] == 100


def test_lines_without_a_grade_count_neither_way_and_are_told() -> None:
    found = score_of(told((0.8, 0.8, 0.8, 0.0), None, (0.8, 0.8, 0.8, 0.0)))
    assert (found.points, found.graded, found.ungraded) == (80, 2, 1)


@pytest.mark.parametrize(("graded", "missed", "scored"), [(2, 1, True), (3, 2, False), (8, 4, True), (7, 4, False)])
def test_more_than_a_third_without_a_grade_is_no_score(graded: int, missed: int, scored: bool) -> None:
    lines: list[Line] = [(1.0, 1.0, 1.0, 1.0)] * graded + [None] * missed
    assert (score_of(told(*lines)).points is not None) is scored


def test_a_session_without_a_line_has_no_score() -> None:
    assert score_of(told()).points is None


unit = st.floats(0, 1)


@given(st.lists(st.one_of(st.none(), st.tuples(unit, unit, unit, unit)), max_size=9), st.integers(1, 9))
def test_a_score_is_always_within_0_and_100(lines: list[Line], evoke: int) -> None:
    found = score_of(told(*lines, evoke_from=evoke))
    assert found.points is None or 0 <= found.points <= 100


def test_a_mean_is_spread_evenly_over_the_steps_of_a_rating() -> None:
    assert [step_found(mean) for mean in (0.0, 0.124, 0.13, 0.5, 0.874, 0.876, 1.0)] == [1, 1, 2, 3, 4, 5, 5]
    assert step_found(None) is None
