"""Second opinion: two graders on one line; where they part it is said."""

from __future__ import annotations

import pytest

from agent.grading.contract import Grader
from agent.grading.llm.llm_grader import LlmGrader
from agent.grading.second_opinion import SecondOpinion, is_sure
from agent.model.background import NO_BACKGROUND, Background
from agent.model.rubric import Rubric
from agent.model.verdict import Code, CodeEvidence, Talk, TalkVerdict, Verdict, ungraded
from tests.support.doubles.llm_readings import LINE
from tests.support.doubles.scripted import ScriptedModel


class Fixed:
    """Gives one verdict, and counts how often it was asked."""

    def __init__(self, engine: str, verdict: Verdict, talk: float = 0.9) -> None:
        self.engine, self._verdict, self._talk, self.asked = engine, verdict, talk, 0

    async def grade(self, line: str, context: object, background: Background = NO_BACKGROUND) -> Verdict:
        self.asked += 1
        return self._verdict.model_copy(update={"engine": self.engine})

    async def talk(self, line: str, context: object, background: Background = NO_BACKGROUND) -> TalkVerdict:
        self.asked += 1
        return TalkVerdict(talk=Talk.CHANGE, confidence=self._talk)


def verdict(code: Code, confidence: float = 0.9, empathy: float = 0.0) -> Verdict:
    evidence = CodeEvidence(code=code, quote="q", confidence=confidence)
    return Verdict(primary=code, codes=(evidence,), empathy=empathy, rubric="mi@1", engine="x")


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


async def test_a_second_grader_that_fails_leaves_the_first() -> None:
    coder = Fixed("coder", verdict(Code.PERSUADE, 0.6))
    found = await SecondOpinion(coder, Fixed("llm", ungraded("down", "mi@1", "llm"))).grade(LINE, ())
    assert found.engine == "coder"


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
