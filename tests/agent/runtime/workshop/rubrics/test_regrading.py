"""Regrading: a model reads with the votes of the room, and beside the embedded grader as the room would ask it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from agent.grading.embedded_grader import EmbeddedGrader
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.second_opinion import SecondOpinion
from agent.model.background import Background, Said
from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import GradedLine
from agent.model.verdict import Verdict, ungraded
from agent.runtime.engine_factory import Engines
from agent.runtime.workshop.rubrics.regraders import cost_of, regraders_of
from agent.runtime.workshop.rubrics.regrading import CoderTwice, GradersTwice, ModelTwice, OpinionTwice
from tests.support.doubles.fake_room import FakeEngines, KeywordGrader
from tests.support.doubles.reading_model import KIND, ReadingModel
from tests.support.makers.rubric_edits import shipped_rubric, with_key
from tests.support.makers.rubric_rooms import ModelledEngines

HEARD = (Said(speaker="customer", text="It was too much."),)
SURE, UNSURE = "What would make it worth a second try?", "Maybe that is how it is with the plan."
LINES = [GradedLine(id=text, session="s", text=text, context=HEARD) for text in (SURE, UNSURE, "42!")]


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return shipped_rubric()


def opened(**given: Any) -> tuple[Engines, ReadingModel]:
    model = ReadingModel()
    return cast(Engines, ModelledEngines(model, **given)), model


@pytest.mark.parametrize(("edit", "readings"), [("codes.affirm.definition", 2), ("checks.invites_more.weight", 1)])
async def test_a_model_reads_with_the_votes_of_the_room_and_the_cost_says_so_before(
    rubric: Rubric, edit: str, readings: int
) -> None:
    after = with_key(rubric, edit, KIND if readings == 2 else 0.05)
    engines, model = opened(votes=3)
    cost = cost_of(engines, rubric, after)
    assert cost is not None
    assert (cost.votes, cost.readings, cost.each, cost.calls(20)) == (3, readings, 3 * readings, 60 * readings)
    _, regrader = regraders_of(engines, rubric, after, 20)
    assert isinstance(regrader, ModelTwice)
    assert regrader.name == "llm:reading:votes=3"
    assert regrader.at_once == 1, "three votes of one line are as much at once as three lines"
    await regrader.grade_both(LINES)
    assert len(model.asked) == regrader.calls == 2 * cost.each, "a line with nothing to read is nobody's to ask about"
    assert regrader.asked == 2


async def test_where_the_room_asks_only_when_unsure_the_model_is_asked_no_more_than_that(rubric: Rubric) -> None:
    after = with_key(rubric, "codes.affirm.definition", KIND)
    engines, model = opened(second_opinion="unsure")
    alone, both = regraders_of(engines, rubric, after, 20)
    assert isinstance(alone, GradersTwice)
    assert isinstance(both, OpinionTwice)
    assert (both.most, both.kind) == (20, "both")
    pairs = await both.grade_both(LINES)
    assert (both.asked, both.calls, len(model.asked)) == (1, 2, 2)
    assert [before.primary == after.primary for before, after in pairs] == [True, False, True]
    assert pairs[0][0].engine == KeywordGrader.engine


@pytest.mark.parametrize("second", ["unsure", "always"])
async def test_both_together_say_what_the_room_itself_would(rubric: Rubric, second: str) -> None:
    after = with_key(rubric, "codes.affirm.definition", KIND)
    engines, model = opened(second_opinion=second)
    _, both = regraders_of(engines, rubric, after, 20)
    pairs = await both.grade_both(LINES)
    for at, version in enumerate((rubric, after)):
        room = SecondOpinion(KeywordGrader(version), LlmGrader(model, version), cheap_first=second == "unsure")
        for line, pair in zip(LINES, pairs, strict=True):
            told = await room.grade(line.text, line.context)
            mine = pair[at]
            assert (mine.primary, mine.empathy, mine.empowerment, mine.checks, mine.ungraded, mine.engine) == (
                told.primary, told.empathy, told.empowerment, told.checks, told.ungraded, told.engine
            )  # fmt: skip


class GroundedCoder(EmbeddedGrader):
    """An embedded grader that codes nothing, and keeps what it was told of each line's background."""

    engine = "embedded:grounded"

    def __init__(self) -> None:
        self.told: list[Background] = []

    def grade_many_by(self, lines: Any, rubrics: Any, backgrounds: Sequence[Background] = ()) -> list[list[Verdict]]:
        self.told += backgrounds
        return [[ungraded("a test", rubric.ref, self.engine) for _ in lines] for rubric in rubrics]


async def test_the_coder_reads_each_line_against_what_was_said_long_before_it(rubric: Rubric) -> None:
    lines = [LINES[0].model_copy(update={"background": Background(change=change)}) for change in ("one", "another")]
    grader = GroundedCoder()
    pairs = await CoderTwice(grader, (rubric, rubric)).grade_both(lines)
    assert len(pairs) == 2
    assert [ground.change for ground in grader.told] == ["one", "another"]


async def test_a_model_is_left_out_where_no_lines_are_asked_of_it(rubric: Rubric) -> None:
    engines, _ = opened()
    assert [one.kind for one in regraders_of(engines, rubric, rubric, 0)] == ["embedded"]
    assert cost_of(cast(Engines, FakeEngines()), rubric, rubric) is None
