"""Second opinion: two graders on one line; where they part it is said."""

from __future__ import annotations

import pytest

from agent.errors import EndpointDown
from agent.grading.contract import Grader
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.second_opinion import SecondOpinion, is_sure
from agent.model.background import Background
from agent.model.rubric import Rubric
from agent.model.verdict import Code, Verdict, ungraded
from tests.support.doubles.fixed_grader import Fixed, verdict
from tests.support.doubles.llm_readings import LINE
from tests.support.doubles.scripted import ScriptedModel


async def test_cheap_first_asks_the_model_only_where_the_coder_is_unsure() -> None:
    sure, unsure = Fixed("coder", verdict(Code.PERSUADE)), Fixed("coder", verdict(Code.PERSUADE, 0.6))
    model = Fixed("llm", verdict(Code.PERSUADE))
    assert (await SecondOpinion(sure, model).grade(LINE, ())).engine == "coder"
    assert model.asked == 0
    assert (await SecondOpinion(unsure, model).grade(LINE, ())).engine == "llm"
    assert (await SecondOpinion(sure, model, cheap_first=False).grade(LINE, ())).engine == "llm"


@pytest.mark.parametrize(
    ("found", "sure"),
    [
        (verdict(Code.PERSUADE, empathy=0.5), False),
        (verdict(Code.PERSUADE, empathy=0.1), True),
        (verdict(Code.PERSUADE, empathy=0.95), True),
        (ungraded("nothing to read in it", "mi@1", "x"), True),
    ],
)
def test_sure_means_code_empathy_and_empowerment(found: Verdict, sure: bool) -> None:
    assert is_sure(found) is sure


async def test_disagreement_is_said_and_one_verdict_stands_whole() -> None:
    coder = Fixed("coder", verdict(Code.PERSUADE, 0.6))
    model = Fixed("llm", verdict(Code.SIMPLE_REFLECTION, empathy=0.9))
    opinion = await SecondOpinion(coder, model).opinion(LINE, ())
    assert opinion.parted == ("family", "empathy")
    assert opinion.verdict.engine == "llm (coder disagrees on family, empathy)"
    assert opinion.verdict.model_copy(update={"engine": "llm"}) == opinion.second


async def test_a_second_grader_that_fails_leaves_the_first_and_it_is_said(rubric: Rubric) -> None:
    coder = Fixed("coder", verdict(Code.PERSUADE, 0.6))
    found = await SecondOpinion(coder, LlmGrader(ScriptedModel(EndpointDown("late")), rubric)).grade(LINE, ())
    assert (found.engine, found.degraded) == ("coder", "the model gave no grade: late")
    assert (await SecondOpinion(coder, Fixed("llm", verdict(Code.PERSUADE))).grade(LINE, ())).degraded is None
    silent = Fixed("coder", ungraded("nothing to read in it", "mi@1", "coder"))
    neither = await SecondOpinion(silent, Fixed("llm", ungraded("down", "mi@1", "llm")), False).grade("?", ())
    assert (neither.engine, neither.ungraded, neither.degraded) == ("coder", "nothing to read in it", None)


async def test_talk_that_the_second_could_not_tell_is_the_firsts_and_it_is_said() -> None:
    coder, model = Fixed("coder", verdict(Code.OTHER), 0.5), Fixed("llm", verdict(Code.OTHER), 0.0)
    assert (await SecondOpinion(coder, model).talk("Maybe.", ())).degraded == "the model could not tell: down"


async def test_both_are_told_what_is_known() -> None:
    known = Background(change="Try it on one line.")
    coder, model = Fixed("coder", verdict(Code.PERSUADE, 0.6), 0.5), Fixed("llm", verdict(Code.PERSUADE))
    await SecondOpinion(coder, model).grade(LINE, (), known)
    await SecondOpinion(coder, model).talk("Maybe.", (), known)
    assert coder.backgrounds == model.backgrounds == [known, known]


@pytest.mark.parametrize(("first", "second", "stands"), [(0.9, 0.8, 0.9), (0.5, 0.8, 0.8), (0.5, 0.0, 0.5)])
async def test_talk_is_asked_of_the_second_where_the_first_is_unsure(
    first: float, second: float, stands: float
) -> None:
    coder, model = (Fixed(name, verdict(Code.OTHER), talk) for name, talk in (("coder", first), ("llm", second)))
    assert (await SecondOpinion(coder, model).talk("Maybe.", ())).confidence == stands


def test_all_are_graders(rubric: Rubric) -> None:
    model = LlmGrader(ScriptedModel(), rubric)
    graders: list[Grader] = [model, SecondOpinion(model, model)]
    assert [grader.engine for grader in graders] == ["llm:scripted", "llm:scripted+llm:scripted"]
