"""The LLM grader: what a model says becomes a verdict by the rubric, or is ungraded with the reason."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.grading.llm.answers import NOT_MEASURED, TalkAnswer
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Stance, Talk, TalkVerdict
from tests.support.doubles.llm_readings import CONTEXT, GOOD, LINE, TellingModel, answer
from tests.support.doubles.scripted import ScriptedModel, Step

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


async def test_what_stood_in_the_line_at_first_is_kept_where_the_second_answer_is_worse(rubric: Rubric) -> None:
    half = answer(("They returned to paper", "confront"), ("What would make it worth another try", "open_question"))
    for second in (EndpointDown("late"), EndpointRefused("no"), EndpointGarbled("what"), answer(("Else", "confront"))):
        with ScriptedModel(half, second) as model:
            found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
        assert [evidence.code for evidence in found.codes] == [Code.OPEN_QUESTION]


async def test_a_dropped_quote_is_logged_without_its_words(rubric: Rubric, caplog: pytest.LogCaptureFixture) -> None:
    half = answer(("They returned to paper", "confront"), ("What would make it worth another try", "open_question"))
    caplog.set_level(logging.INFO)
    with ScriptedModel(half, half) as model:
        await LlmGrader(model, rubric, session="s").grade(LINE, CONTEXT)
    (record,) = (record for record in caplog.records if record.message == "quotes_dropped")
    assert record.__dict__["fields"] == {"session": "s", "engine": "llm:scripted", "dropped": 1, "kept": 1}
    assert record.__dict__["words"] == {"quotes": ["They returned to paper"]}


# --- asked once more

EMPTY, INVENTED = answer(), answer(("Nothing of the kind", "persuade"))


@pytest.mark.parametrize("first", [EndpointGarbled("what"), EMPTY, INVENTED], ids=["garbled", "empty", "invented"])
async def test_an_answer_that_is_no_grade_is_asked_for_once_more(rubric: Rubric, first: Step) -> None:
    with ScriptedModel(first, GOOD) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert found.ungraded is None
    assert len(found.codes) == 2
    one, again = model.asked
    assert (one.seed, one.least_temperature) == (None, 0.0)
    assert again.seed is not None, "the same seed would give the same answer"
    assert again.least_temperature > 0


@pytest.mark.parametrize("second", [EndpointGarbled("what"), EMPTY, INVENTED], ids=["garbled", "empty", "invented"])
@pytest.mark.parametrize("first", [EndpointGarbled("what"), EMPTY, INVENTED], ids=["garbled", "empty", "invented"])
async def test_two_answers_without_one_true_quote_are_no_grade(rubric: Rubric, first: Step, second: Step) -> None:
    with ScriptedModel(first, second) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert (found.ungraded or "").startswith("the model gave no grade: ")
    assert (found.codes, found.empathy) == ((), 0.0)


@pytest.mark.parametrize("error", [EndpointDown("late"), EndpointRefused("no")])
async def test_an_endpoint_that_is_down_or_refuses_is_not_asked_again(rubric: Rubric, error: EndpointError) -> None:
    with ScriptedModel(error) as model:
        found = await LlmGrader(model, rubric).grade(LINE, CONTEXT)
    assert str(error) in (found.ungraded or "")


async def test_all_that_is_asked_about_a_line_shares_one_time(rubric: Rubric) -> None:
    class Slow(ScriptedModel):
        async def answer(self, *given: Any, **named: Any) -> Any:
            if self.asked:
                await asyncio.sleep(30)
            return await super().answer(*given, **named)

    found = await LlmGrader(Slow(EMPTY), rubric, patience=0.05).grade(LINE, CONTEXT)
    assert "none of its quotes" in (found.ungraded or "")
    found = await LlmGrader(Slow(EndpointGarbled("what")), rubric, patience=0.05).grade(LINE, CONTEXT)
    assert "no grade within 0.05 s" in (found.ungraded or "")


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
    change, neutral = TalkAnswer(reason="A way in.", talk=Talk.CHANGE), TalkAnswer(reason="r", talk=Talk.NEUTRAL)
    with ScriptedModel(neutral, change, change) as model:
        found = await LlmGrader(model, rubric, votes=3).talk("Then maybe.", CONTEXT)
    assert found == TalkVerdict(talk=Talk.CHANGE, confidence=2 / 3, reason="A way in.")


async def test_talk_of_one_vote_is_as_sure_as_its_word_was_likely(rubric: Rubric) -> None:
    change = TalkAnswer(reason="", talk=Talk.CHANGE)
    with ScriptedModel(change) as model:
        assert (await LlmGrader(model, rubric).talk("Then maybe.", CONTEXT)).confidence == NOT_MEASURED
    with TellingModel({("talk",): 0.55}, change) as model:
        assert (await LlmGrader(model, rubric).talk("Then maybe.", CONTEXT)).confidence == 0.55


async def test_talk_that_cannot_be_read_is_asked_for_once_more(rubric: Rubric) -> None:
    with ScriptedModel(EndpointGarbled("what"), TalkAnswer(talk=Talk.SUSTAIN)) as model:
        assert (await LlmGrader(model, rubric).talk("No.", CONTEXT)).talk is Talk.SUSTAIN


async def test_talk_that_nobody_could_tell_has_no_confidence_and_says_why(rubric: Rubric) -> None:
    with ScriptedModel(EndpointDown("late")) as model:
        found = await LlmGrader(model, rubric).talk("Then maybe.", CONTEXT)
    assert found == TalkVerdict(talk=Talk.NEUTRAL, confidence=0.0, degraded="the model could not tell: late")
