"""The stand-in: where the model gives no grade the embedded grader does, whole, and the verdict says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.errors import CoderError, EndpointDown, EndpointGarbled, EndpointRefused
from agent.grading.contract import Grader
from agent.grading.llm.answers import TalkAnswer
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.stand_in import StandInGrader
from agent.model.background import Background
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Talk, TalkVerdict, ungraded
from tests.support.doubles.fixed_grader import Fixed, verdict
from tests.support.doubles.llm_readings import CONTEXT, GOOD, LINE, answer
from tests.support.doubles.scripted import ScriptedModel, Step

KNOWN = Background(change="Try it on one line.")


def no_files() -> Grader:
    raise CoderError("its files are missing")


def unneeded() -> Grader:
    raise AssertionError("nobody needs to stand in")


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([EndpointDown("late")], "late"),
        ([EndpointRefused("no")], "no"),
        ([EndpointGarbled("what"), EndpointGarbled("again what")], "again what"),
        ([answer(), answer()], "none of its quotes"),
    ],
)
async def test_where_the_model_gives_no_grade_the_embedded_grader_does_and_says_why(
    rubric: Rubric, steps: list[Step], why: str
) -> None:
    embedded = Fixed("embedded:coder", verdict(Code.PERSUADE))
    with ScriptedModel(*steps) as model:
        found = await StandInGrader(LlmGrader(model, rubric), lambda: embedded).grade(LINE, CONTEXT, KNOWN)
    assert (found.primary, found.engine, found.ungraded) == (Code.PERSUADE, "embedded:coder", None)
    assert (found.degraded or "").startswith("the model gave no grade: ")
    assert why in (found.degraded or "")
    assert embedded.backgrounds == [KNOWN]


async def test_a_grade_of_the_model_stands_and_nobody_is_loaded(rubric: Rubric) -> None:
    with ScriptedModel(GOOD, TalkAnswer(talk=Talk.CHANGE)) as model:
        grader = StandInGrader(LlmGrader(model, rubric), unneeded)
        found = await grader.grade(LINE, CONTEXT)
        assert (found.engine, found.degraded) == ("llm:scripted", None)
        assert (await grader.talk("Then maybe.", CONTEXT)).degraded is None


async def test_a_line_that_nobody_can_read_is_not_handed_on(rubric: Rubric) -> None:
    found = await StandInGrader(LlmGrader(ScriptedModel(), rubric), unneeded).grade("…", CONTEXT)
    assert (found.ungraded, found.degraded) == ("nothing to read in it", None)


async def test_where_neither_can_the_line_is_ungraded_and_both_reasons_are_told(rubric: Rubric) -> None:
    with ScriptedModel(EndpointDown("late"), EndpointDown("late")) as model:
        grader = StandInGrader(LlmGrader(model, rubric), no_files)
        found, talk = await grader.grade(LINE, CONTEXT), await grader.talk("Then maybe.", CONTEXT)
    for told in (found.ungraded, talk.degraded):
        assert "late" in (told or "")
        assert "its files are missing" in (told or "")
    assert found.codes == ()
    assert talk.confidence == 0


async def test_what_the_embedded_grader_cannot_read_is_ungraded_and_not_called_graded(rubric: Rubric) -> None:
    foreign = Fixed("embedded:coder", ungraded("not in English", rubric.ref, "embedded:coder"))
    with ScriptedModel(EndpointDown("late")) as model:
        found = await StandInGrader(LlmGrader(model, rubric), lambda: foreign).grade("Wie lange noch?", CONTEXT)
    assert found.ungraded == "the model gave no grade: late; nor did the built-in grader: not in English"
    assert found.degraded is None


async def test_talk_that_the_model_cannot_tell_is_the_embedded_graders(rubric: Rubric) -> None:
    embedded = Fixed("embedded:coder", verdict(Code.OTHER), talk=0.7)
    with ScriptedModel(EndpointDown("late")) as model:
        found = await StandInGrader(LlmGrader(model, rubric), lambda: embedded).talk("Then maybe.", CONTEXT)
    assert found == TalkVerdict(talk=Talk.CHANGE, confidence=0.7, degraded="the model could not tell: late")


@pytest.mark.parametrize("error", [KeyError("a bug"), RuntimeError("another")])
async def test_an_error_of_the_program_is_not_taken_for_a_silent_model(rubric: Rubric, error: Exception) -> None:
    def broken() -> Grader:
        raise error

    opened: list[Callable[[], Grader]] = [broken]
    with ScriptedModel(EndpointDown("late")) as model, pytest.raises(type(error)):
        await StandInGrader(LlmGrader(model, rubric), opened[0]).grade(LINE, CONTEXT)


async def test_a_session_pays_for_the_model_it_asks(rubric: Rubric) -> None:
    with ScriptedModel(GOOD) as model:
        await StandInGrader(LlmGrader(model, rubric), unneeded).of("s").grade(LINE, CONTEXT)
    assert model.asked[0].session == "s"
