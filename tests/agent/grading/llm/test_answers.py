"""What a model answers about a line: how sure it was, and what it says to the rep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.grading.llm.answers import LONGEST_REASON, NOT_MEASURED, LineAnswer, TalkAnswer, told_reason
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.rubric import Rubric
from agent.model.verdict import SURE, Code, Mark, Stance
from tests.support.doubles.llm_readings import CONTEXT, GOOD, LINE, TellingModel, answer
from tests.support.doubles.scripted import ScriptedModel

# --- how sure


async def test_one_reading_that_was_not_measured_counts_whole_and_is_not_certain(rubric: Rubric) -> None:
    with ScriptedModel(GOOD) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert {evidence.confidence for evidence in found.codes} == {NOT_MEASURED}
    assert SURE <= NOT_MEASURED < 1


async def test_one_reading_is_as_sure_as_the_endpoint_tells(rubric: Rubric) -> None:
    likely = {("units", 0, "code"): 0.62, ("units", 1, "code"): 0.97, ("stance",): 0.9}
    with TellingModel(likely, GOOD) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert [evidence.confidence for evidence in found.codes] == [0.62, 0.97]
    assert found.empathy == 0.62
    asks = found.check("asks_for_theirs")
    assert asks is not None
    assert asks.confidence == 0.97, "a mark is as sure as the code of its unit"
    assert found.stance is Stance.LEAD


async def test_an_accusation_that_was_less_likely_than_not_does_not_stand(rubric: Rubric) -> None:
    with TellingModel({("units", 0, "code"): 0.4}, answer((LINE, "confront"))) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert not found.has(Code.CONFRONT)
    assert found.passed("no_blame")


async def test_a_stance_that_was_less_likely_than_not_is_neutral(rubric: Rubric) -> None:
    with TellingModel({("stance",): 0.45}, GOOD) as model:
        assert (await LlmGrader(model, rubric).grade(LINE, CONTEXT)).stance is Stance.NEUTRAL


async def test_several_votes_are_shares_whatever_each_was_told_as(rubric: Rubric) -> None:
    with TellingModel({("units", 0, "code"): 0.1, ("units", 1, "code"): 0.1}, GOOD, GOOD) as model:
        found = await LlmGrader(model, rubric, votes=2).grade(LINE, CONTEXT)
    assert {evidence.confidence for evidence in found.codes} == {1.0}


# --- reasons


async def test_a_reason_stands_beside_the_words_it_is_about(rubric: Rubric) -> None:
    units = answer(("Two weeks in, they were back on paper.", "simple_reflection"), reason="You say it as she said it.")
    with ScriptedModel(units) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert [(evidence.quote, evidence.reason) for evidence in found.codes] == [
        ("Two weeks in, they were back on paper.", "You say it as she said it.")
    ]


async def test_two_codes_of_the_same_words_keep_each_its_reason(rubric: Rubric) -> None:
    line = "You kept it running, and when to stop is up to you."
    one = answer((line, "affirm"), reason="You name what he did.")
    other = answer((line, "emphasize_autonomy"), reason="You leave the end to him.")
    both = {**one, "units": [*one["units"], *other["units"]]}  # type: ignore[misc]
    with ScriptedModel(both) as model:
        found = await LlmGrader(model, rubric).grade(line, CONTEXT)
    assert {evidence.code: evidence.reason for evidence in found.codes} == {
        Code.AFFIRM: "You name what he did.",
        Code.EMPHASIZE_AUTONOMY: "You leave the end to him.",
    }


async def test_a_code_that_a_test_put_in_its_place_has_no_reason_of_the_models(rubric: Rubric) -> None:
    line = "I totally understand how you feel."
    with ScriptedModel(answer((line, "complex_reflection"), reason="You felt with her.")) as model:
        found = await LlmGrader(model, rubric).grade(line, CONTEXT)
    assert [(evidence.code, evidence.reason) for evidence in found.codes] == [(Code.COUNTERFEIT, None)]


@given(st.text(max_size=600))
def test_a_reason_is_one_short_line_of_plain_text(reason: str) -> None:
    told = told_reason(reason)
    if told is None:
        assert not any(char.isalnum() for char in reason)
    else:
        assert len(told) <= LONGEST_REASON
        assert not set("<>[]{}`|\n\r\u202e") & set(told)


# --- what may be left out, and added


def test_what_no_grade_rests_on_may_be_missing_and_what_nobody_asked_for_is_left_unread() -> None:
    unit = {"quote": "Hm.", "code": "other", "confidence": 0.9}
    found = LineAnswer.model_validate({"units": [unit], "stance": "neutral", "stance_reason": "r"})
    assert (found.units[0].reason, found.units[0].marks) == ("", ())
    assert TalkAnswer.model_validate({"talk": "change"}).reason == ""


@pytest.mark.parametrize("lacking", ["quote", "code"])
def test_what_a_grade_rests_on_may_not_be_missing(lacking: str) -> None:
    unit = {"quote": "Hm.", "code": "other", "marks": [Mark.OWN]}
    del unit[lacking]
    with pytest.raises(ValueError, match=lacking):
        LineAnswer.model_validate({"units": [unit], "stance": "neutral"})
