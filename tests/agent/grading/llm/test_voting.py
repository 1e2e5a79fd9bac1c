"""Votes: several readings of one line, made into shares."""

from __future__ import annotations

from typing import Any

import pytest

from agent.errors import EndpointDown
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.llm.voting import CodedSpan, Reading, aggregate_votes
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Stance, UnitReading
from tests.support.doubles.llm_readings import CONTEXT, GOOD, LINE, answer
from tests.support.doubles.scripted import ScriptedModel


def reading(*spans: tuple[int, int, Code], stance: Stance = Stance.FOLLOW) -> Reading:
    return Reading(tuple(CodedSpan.of(start, end, code) for start, end, code in spans), stance)


async def test_votes_become_shares(rubric: Rubric) -> None:
    other = answer(
        ("Two weeks in, they were back on paper.", "complex_reflection"),
        ("What would make it worth another try", "open_question", ["evoke"]),
    )
    with ScriptedModel(GOOD, GOOD, other) as model:
        found = await LlmGrader(model, rubric, votes=3).grade(LINE, CONTEXT)
    confidence = {evidence.code: evidence.confidence for evidence in found.codes}
    assert confidence == {Code.SIMPLE_REFLECTION: pytest.approx(2 / 3, abs=1e-3), Code.OPEN_QUESTION: 1.0}
    assert found.stance is Stance.LEAD
    assert found.engine == "llm:scripted:votes=3"
    assert len({asked.seed for asked in model.asked}) == 3
    assert all(asked.least_temperature > 0 for asked in model.asked)


async def test_the_spread_of_the_votes_is_told(rubric: Rubric) -> None:
    persuade = answer((LINE, "persuade"))
    with ScriptedModel(GOOD, persuade) as model:
        split = await LlmGrader(model, rubric, votes=2).vote(LINE, CONTEXT)
    with ScriptedModel(GOOD, GOOD) as model:
        agreed = await LlmGrader(model, rubric, votes=2).vote(LINE, CONTEXT)
    assert (split.spread, agreed.spread) == (1.0, 0.0)
    assert split.shares[Code.PERSUADE] == 0.5
    assert split.stance is Stance.NEUTRAL


async def test_most_votes_must_come(rubric: Rubric) -> None:
    with ScriptedModel(GOOD, EndpointDown("late"), GOOD) as model:
        assert (await LlmGrader(model, rubric, votes=3).grade(LINE, CONTEXT)).ungraded is None
    with ScriptedModel(GOOD, EndpointDown("late"), EndpointDown("late")) as model:
        assert "late" in ((await LlmGrader(model, rubric, votes=3).grade(LINE, CONTEXT)).ungraded or "")


async def test_an_error_of_the_program_is_not_taken_for_a_vote(rubric: Rubric) -> None:
    class Broken(ScriptedModel):
        async def answer(self, *_: Any, **__: Any) -> Any:
            raise KeyError("a bug")

    with pytest.raises(KeyError):
        await LlmGrader(Broken(), rubric, votes=3).grade(LINE, CONTEXT)


def test_differently_cut_readings_meet_where_they_overlap() -> None:
    line = "You should call. Why not?"
    votes = aggregate_votes(
        line, [reading((0, 16, Code.PERSUADE), (17, 25, Code.OPEN_QUESTION)), reading((0, 25, Code.PERSUADE))]
    )
    quotes = {finding.quote: finding.codes for finding in votes.findings}
    assert quotes["You should call."][Code.PERSUADE] == 1.0


def test_a_unit_that_only_one_reading_has_keeps_its_share() -> None:
    line = "Fine. You kept it up alone."
    votes = aggregate_votes(line, [reading((0, 5, Code.OTHER)), reading((0, 5, Code.OTHER), (6, 27, Code.AFFIRM))])
    assert UnitReading(quote="You kept it up alone.", codes={Code.AFFIRM: 0.5}) in votes.findings


async def test_the_reason_is_that_of_the_reading_that_agrees_most(rubric: Rubric) -> None:
    odd = answer((LINE, "open_question"), (LINE, "persuade"), reason="You push.")
    first, second = (answer((LINE, "open_question"), reason=told) for told in ("You ask.", "You wonder."))
    with ScriptedModel(odd, first, second) as model:
        found = await LlmGrader(model, rubric, votes=3).grade(LINE, CONTEXT)
    assert [(evidence.code, evidence.reason) for evidence in found.codes] == [(Code.OPEN_QUESTION, "You ask.")]
