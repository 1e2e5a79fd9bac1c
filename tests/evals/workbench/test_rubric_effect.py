"""The effect of an edit of the rubric: with the coder that ships, and with a model that reads its code book."""

from __future__ import annotations

import asyncio

import pytest

from agent.grading.coder.runtime import Coder, load_coder
from agent.grading.embedded_grader import EmbeddedGrader
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.background import Said
from agent.model.rubric import Rubric
from agent.model.training.rubric_effect import EngineEffect, GradedLine, RubricEffect, SetEffect
from agent.runtime.workshop.rubrics.regrading import CoderTwice, ModelTwice
from evals.workbench.rubric_effect import EvalRubric, chosen_gold
from tests.support.doubles.reading_model import KIND, ReadingModel
from tests.support.makers.rubric_edits import few_gold, shipped_rubric, small_rubric_bench, with_key

SAID = (
    "You kept the line running with half a crew. What would make it worth a second try?",
    "You have checked every figure yourself. What matters most to you?",
)
LOGGED = [
    GradedLine(id=f"s:{at}", session="s", text=text, context=(Said(speaker="customer", text="It was too much."),))
    for at, text in enumerate(SAID)
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return load_coder()


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return shipped_rubric()


async def by_coder(coder: Coder, before: Rubric, after: Rubric) -> EngineEffect:
    engine = CoderTwice(EmbeddedGrader(coder, before), (before, after))
    found = await small_rubric_bench().effect(before, after, LOGGED, [engine], lambda *_: None)
    return found.engines[0]


async def by_model(model: ReadingModel, before: Rubric, after: Rubric, most: int = 20) -> EngineEffect:
    graders = LlmGrader(model, before), LlmGrader(model, after)
    engine = ModelTwice(graders, (before, after), most)
    found = await small_rubric_bench().effect(before, after, LOGGED, [engine], lambda *_: None)
    return found.engines[0]


def of(effect: EngineEffect, name: str) -> SetEffect:
    return next(one for one in effect.sets if one.of == name)


async def test_a_definition_changes_nothing_for_the_coder_and_much_for_a_model(coder: Coder, rubric: Rubric) -> None:
    after = with_key(rubric, "codes.affirm.definition", KIND)
    embedded = await by_coder(coder, rubric, after)
    rep_lines = sum(line.speaker == "rep" for line in few_gold(rubric))
    assert (embedded.changed, embedded.lines) == (0, rep_lines + len(LOGGED))
    for measure in of(embedded, "gold").agreement:
        assert (measure.change, measure.low, measure.high) == (0, 0, 0)
        assert measure.before is not None
        assert measure.before == measure.after
        assert measure.before > 0.5
    model = ReadingModel()
    effect = await by_model(model, rubric, after)
    assert effect.asked_twice
    assert effect.calls == len(model.asked) == 2 * effect.lines == 40
    log = of(effect, "log")
    assert (log.lines, log.changed) == (2, 2)
    assert {("primary" in {answer.kind for answer in line.answers}) for line in log.shown} == {True}
    told = [answer for line in of(effect, "gold").shown for answer in line.answers if answer.kind == "primary"]
    assert told
    assert all(answer.truth for answer in told)


async def test_a_weight_changes_criteria_alone_and_a_model_is_asked_once(coder: Coder, rubric: Rubric) -> None:
    after = with_key(rubric, "checks.invites_more.weight", 0.05)
    embedded = await by_coder(coder, rubric, after)
    counts = of(embedded, "gold").counts
    assert counts["criterion"] == of(embedded, "gold").changed > 0
    assert set(counts) == {"criterion"}
    model = ReadingModel()
    effect = await by_model(model, rubric, after)
    assert not effect.asked_twice
    assert len(model.asked) == effect.lines == 20


async def test_an_evidence_rule_changes_empathy_for_both(coder: Coder, rubric: Rubric) -> None:
    after = with_key(rubric, "empathy.any_of", ["sets_limit"])
    embedded = await by_coder(coder, rubric, after)
    gold = of(embedded, "gold")
    assert gold.counts["empathy"] > 0
    assert "primary" not in gold.counts
    assert gold.softening[1] < gold.softening[0]
    kappa = next(one for one in gold.agreement if one.title.startswith("Empathy"))
    assert kappa.change is not None
    assert kappa.change < 0
    assert kappa.high is not None
    assert kappa.high < 0
    assert of(await by_model(ReadingModel(), rubric, after), "log").counts["empathy"] == 2


async def test_a_rank_changes_the_main_code_of_a_model_alone(coder: Coder, rubric: Rubric) -> None:
    after = with_key(rubric, "codes.open_question.primary_rank", 1)
    assert (await by_coder(coder, rubric, after)).changed == 0
    model = await by_model(ReadingModel(), rubric, after)
    assert of(model, "log").counts == {"primary": 2}
    assert not model.asked_twice


async def test_an_endpoint_that_goes_away_ends_it_and_what_was_graded_stands(rubric: Rubric) -> None:
    after = with_key(rubric, "checks.invites_more.weight", 0.05)
    effect = await by_model(ReadingModel(fails_after=6), rubric, after)
    assert "the endpoint has gone" in effect.problem
    assert 0 < effect.lines <= 6


async def test_it_tells_how_far_it_is_and_can_be_cancelled(coder: Coder, rubric: Rubric) -> None:
    told: list[tuple[int, int, str]] = []
    engine = CoderTwice(EmbeddedGrader(coder, rubric), (rubric, rubric))
    task: asyncio.Task[RubricEffect]

    def progress(done: int, total: int, name: str) -> None:
        told.append((done, total, name))
        if done > 0:
            task.cancel()

    task = asyncio.create_task(small_rubric_bench().effect(rubric, rubric, LOGGED, [engine], progress))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [done for done, _, _ in told] == [0, 2]
    assert told[0][2] == engine.name


def test_half_of_the_lines_for_a_model_are_coded_as_what_was_touched(rubric: Rubric) -> None:
    lines = [
        GradedLine(id=str(at), session=str(at // 5), text="x", truth={"primary": "affirm" if at % 10 == 0 else "other"})
        for at in range(200)
    ]
    taken = chosen_gold(lines, 20, {"affirm"})
    assert len(taken) == 20
    assert sum(line.truth["primary"] == "affirm" for line in taken) >= 10
    assert [int(line.id) for line in taken] == sorted(int(line.id) for line in taken)
    assert len(chosen_gold(lines[:7], 20, set())) == 7
    assert EvalRubric().gold_lines(rubric) == 484
