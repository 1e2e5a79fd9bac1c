"""The LLM grader: what a model says becomes a verdict by the rubric, or is ungraded with the reason."""

from __future__ import annotations

import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.grading.llm_grader import LlmGrader, TalkAnswer
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Stance, Talk, TalkVerdict
from tests.support.doubles.llm_readings import CONTEXT, GOOD, LINE, answer
from tests.support.doubles.scripted import ScriptedModel

# --- one reading


async def test_a_reading_becomes_a_verdict_by_the_rubric(rubric: Rubric) -> None:
    with ScriptedModel(GOOD) as model:
        found = await LlmGrader(model, rubric, session="s").grade(LINE, CONTEXT)
    assert [evidence.code for evidence in found.codes] == [Code.SIMPLE_REFLECTION, Code.OPEN_QUESTION]
    assert all(evidence.quote in LINE for evidence in found.codes)
    assert (found.empathic, found.empowering, found.stance) == (True, True, Stance.LEAD)
    assert (found.engine, found.rubric) == ("llm:scripted", rubric.ref)
    assert (model.asked[0].purpose, model.asked[0].session) == ("grader", "s")


async def test_a_code_without_backing_checks_earns_nothing(rubric: Rubric) -> None:
    """The model may call a formula a reflection; the deterministic tests see through it."""
    line = "I totally understand how you feel."
    with ScriptedModel(answer((line, "complex_reflection", ["toward"]))) as model:
        found = await LlmGrader(model, rubric).grade(line, CONTEXT)
    assert found.primary is Code.COUNTERFEIT
    assert not found.empathic


async def test_quotes_are_traced_back_to_the_exact_words(rubric: Rubric) -> None:
    line = "So it’s  “fine”, then —\nis it?"
    with ScriptedModel(answer(('so it\'s "fine", then - is it', "closed_question"))) as model:
        found = await LlmGrader(model, rubric).grade(line, CONTEXT)
    assert found.codes[0].quote == line


async def test_invented_quotes_are_asked_for_again_once(rubric: Rubric) -> None:
    with ScriptedModel(answer(("They returned to paper", "simple_reflection")), GOOD) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert len(found.codes) == 2
    again = model.asked[1].messages
    assert [message.part for message in again] == ["instructions", "incoming", "own", "incoming"]
    assert "They returned to paper" in again[-1].text


async def test_quotes_that_are_invented_twice_are_dropped(rubric: Rubric) -> None:
    half = answer(("They returned to paper", "confront"), ("What would make it worth another try", "open_question"))
    with ScriptedModel(half, half) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert [evidence.code for evidence in found.codes] == [Code.OPEN_QUESTION]


@pytest.mark.parametrize("units", [(), (("Nothing of the kind", "persuade"),)])
async def test_a_reading_without_one_true_quote_is_no_grade(rubric: Rubric, units: tuple[tuple[str, str], ...]) -> None:
    steps = [answer(*units)] * (2 if units else 1)
    with ScriptedModel(*steps) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert "none of its quotes" in (found.ungraded or "")
    assert (found.codes, found.empathy) == ((), 0.0)


@pytest.mark.parametrize("error", [EndpointDown("late"), EndpointRefused("no"), EndpointGarbled("what")])
async def test_endpoint_trouble_is_ungraded_with_the_reason(rubric: Rubric, error: EndpointError) -> None:
    with ScriptedModel(error) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert str(error) in (found.ungraded or "")


@pytest.mark.parametrize("line", ["", " ", "…", "?!", "12", "👍", "\x00"])
async def test_a_line_with_nothing_to_read_is_not_even_asked_about(rubric: Rubric, line: str) -> None:
    with ScriptedModel() as model:
        assert (await LlmGrader(model, rubric).grade(line, ())).ungraded


async def test_the_same_words_may_carry_two_codes(rubric: Rubric) -> None:
    line = "You kept it running, and when to stop is up to you."
    with ScriptedModel(answer((line, "affirm"), (line, "emphasize_autonomy"))) as model:
        found = await LlmGrader(model, rubric).grade(line, CONTEXT)
    assert {evidence.code for evidence in found.codes} == {Code.AFFIRM, Code.EMPHASIZE_AUTONOMY}


# --- customer talk


async def test_talk_is_the_share_of_the_votes(rubric: Rubric) -> None:
    change, neutral = TalkAnswer(reason="r", talk=Talk.CHANGE), TalkAnswer(reason="r", talk=Talk.NEUTRAL)
    with ScriptedModel(change, neutral, change) as model:
        found = await LlmGrader(model, rubric, votes=3).talk("Then maybe.", CONTEXT)
    assert found == TalkVerdict(talk=Talk.CHANGE, confidence=2 / 3)


async def test_talk_that_nobody_could_tell_has_no_confidence(rubric: Rubric) -> None:
    with ScriptedModel(EndpointDown("late")) as model:
        found = await LlmGrader(model, rubric).talk("Then maybe.", CONTEXT)
    assert found == TalkVerdict(talk=Talk.NEUTRAL, confidence=0.0)
