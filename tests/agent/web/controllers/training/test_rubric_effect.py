"""The effect of a rubric's edit on the page, whose lines are graded, and publishing and the way back."""

from __future__ import annotations

import asyncio
import re
from typing import cast

import pytest

from agent.runtime.engine_factory import Engines
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.training.editing.rubric_editing import RubricEditing
from agent.runtime.personal.training.transcripts import Transcripts
from agent.runtime.workshop import bench_runs
from agent.runtime.workshop.bench import Bench
from evals.workbench.agreement import EvalAgreement
from evals.workbench.panel import EvalPanel
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go
from tests.support.doubles.reading_model import KIND, ReadingModel
from tests.support.makers.rubric_edits import small_rubric_bench
from tests.support.makers.rubric_rooms import EndlessRubric, ModelledEngines, as_, edit, measured

__all__ = ["as_"]


async def test_a_definition_does_nothing_for_the_built_in_grader_and_the_page_says_why_and_what_to_do(as_: As) -> None:
    tia = as_("tia")
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": KIND})
    page = await measured(tia)
    for told in (
        "Nothing changes for the built-in grader",
        "You changed the definition of the code <code>affirm</code>: the built-in grader learned its codes",
        "ROLLWITH_SECOND_OPINION=unsure", "make train-coder", "Change what it does follow",
        "Agreement with the gold set",
    ):  # fmt: skip
        assert told in page, told


async def test_a_model_is_asked_so_many_lines_and_changes(as_: As) -> None:
    tia, model = as_("tia"), ReadingModel()
    tia.room._engines = cast(Engines, ModelledEngines(model))
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": KIND})
    before = str((await go(tia, "rubrics", "effect"))["page"])
    assert "It takes 2 calls for each line" in before
    assert "40 lines: 80 calls, about 360,000 tokens" in before
    assert "100 lines: 200 calls, about 900,000 tokens: more than it may spend" in before
    page = await measured(tia, "20")
    assert len(model.asked) == 40
    assert "For the model, " in page
    assert "Nothing changes for the built-in grader" in page
    assert "Gold:" in page
    assert "in sessions here the model grades" in page
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": "Names a strength of theirs, with its ground."})
    assert "another edit" in str((await go(tia, "rubrics", "effect"))["page"])


async def test_the_votes_and_the_second_opinion_of_the_room_are_told_before_and_hold(as_: As) -> None:
    tia, model = as_("tia"), ReadingModel()
    tia.room._engines = cast(Engines, ModelledEngines(model, votes=3, second_opinion="unsure"))
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": KIND})
    before = str((await go(tia, "rubrics", "effect"))["page"])
    for told in (
        "It takes 6 calls for each line: sessions here are graded with 3 votes (ROLLWITH_VOTES), and your edit reaches",
        "asked only where the built-in grader is unsure (ROLLWITH_SECOND_OPINION=unsure), so there will be fewer",
        '<option value="20" selected>20 lines: up to 120 calls',
        "40 lines: up to 240 calls, up to 1,080,000 tokens: more than it may spend",
    ):  # fmt: skip
        assert told in before, told
    kept = Transcripts(tia)
    talk = kept.bring_in("talk.txt", b"Mia: Maybe that is how it is.\nJo: Hm.\nMia: What would help?\n")
    async for _ in kept.score(talk, {"Mia": "rep", "Jo": "customer"}):
        pass
    page = await measured(tia, "20")
    assert "The model was asked about 1 of 20 lines." in page
    assert "6 calls to the model." in page
    assert "Let the model grade every line (ROLLWITH_SECOND_OPINION=off or always)" in page
    assert len(model.asked) == 6
    assert "For the two graders together, 1 of 20 lines come out otherwise." in page
    assert "Both, as sessions here are graded (embedded:keywords+llm:reading:votes=3)" in page


async def test_the_evidence_and_weights_change_what_the_built_in_grader_says(as_: As) -> None:
    tia = as_("tia")
    await edit(
        tia, "evidence", "evidence", **{"empathy.any_of:sets_limit": "1", "empowerment.any_of:leaves_choice": "1"}
    )
    page = await measured(tia)
    assert "come out otherwise" in page
    assert "Resistance falls where a line has both" in page
    assert "What you can do" not in page


async def test_lines_are_those_of_ones_team_that_were_submitted(as_: As) -> None:
    ana, tia = as_("ana"), as_("tia")
    for number, give in ((1, True), (2, False)):
        info = await ana.start("test_customer", seed=number)
        async for _ in ana.say(info.id, f"You felt left alone with it {number} times. What would help most?"):
            pass
        await ana.finish(info.id)
        if give:
            give_to_trainer(ana, info.id)
    lines, whose = RubricEditing(tia).lines()
    assert [line.text for line in lines] == ["You felt left alone with it 1 times. What would help most?"]
    assert lines[0].context[0].speaker == "customer"
    assert lines[0].background.change
    assert "your team submitted" in whose
    for name in ("tom", "tess"):
        assert RubricEditing(as_(name)).lines()[0] == []
    own = as_("")
    info = await own.start("test_customer", seed=3)
    async for _ in own.say(info.id, "It is your call. What matters to you?"):
        pass
    assert [line.text for line in RubricEditing(own).lines()[0]] == ["It is your call. What matters to you?"]


async def test_what_is_published_raises_the_version_and_old_sessions_keep_theirs(as_: As) -> None:
    tia, ana = as_("tia"), as_("ana")
    old = await ana.start("test_customer", seed=1)
    first = tia.library.rubric()
    await edit(
        tia,
        "check",
        "invites_more",
        **{"checks.invites_more.weight": "0.1", "checks.invites_more.codes:open_question": "1"},
    )
    refused = await act(tia, "rubric_publish", note="")
    assert "A note goes with it" in str(refused["alert"])
    done = await act(tia, "rubric_publish", note="Questions count less.")
    assert "Edition 1 is published" in str(done["alert"])
    assert "foot" in done
    now = tia.library.rubric()
    assert (now.version, now.checks["invites_more"].weight) == (first.version + 1, 0.1)
    assert ana.rubric_of(ana.session(old.id)).ref == first.ref
    async for _ in ana.say(old.id, "What would help most?"):
        pass
    assert ana.turns(old.id)[0].verdict.rubric == first.ref
    new = await ana.start("test_customer", seed=2)
    assert ana.rubric_of(new).ref == now.ref
    page = str((await go(tia, "rubrics"))["page"])
    assert "Questions count less." in page
    versions = str((await go(tia, "rubrics", "versions"))["page"])
    assert "Edition 1" in versions
    assert "weight: 0.1" in versions
    assert "Edition 2 holds the words of the file that ships" in str(
        (await act(tia, "rubric_back", number="0"))["alert"]
    )
    again = tia.library.rubric()
    assert (again.checks, again.version) == (first.checks, first.version + 2)
    assert "Withdrawn" in str((await act(tia, "rubric_withdraw", note="Back to the start."))["alert"])
    assert tia.library.rubric().ref == first.ref


async def test_it_can_be_stopped_and_is_nobody_elses(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    tia, tom = as_("tia"), as_("tom")
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": KIND})
    tia.room.bench = Bench(EvalPanel(), EndlessRubric(), EvalAgreement())
    running = str((await act(tia, "rubric_effect", lines="0"))["page"])
    assert 'data-again="?view=rubrics&amp;id=effect"' in running
    again = [str((await go(tia, "rubrics", "effect"))["page"]) for _ in range(2)]
    assert len({re.sub(r'data-look="\d+"', "", page) for page in (running, *again)}) == 1
    assert len({running, *again}) == 3, "a screen that stays the same is not drawn anew, and asks less often"
    assert "You have no draft" in str((await go(tom, "rubrics", "effect"))["page"])
    assert "It was stopped" in str((await act(tia, "rubric_stop"))["page"])
    tia.room.bench = Bench(EvalPanel(), small_rubric_bench(), EvalAgreement())
    monkeypatch.setattr(bench_runs, "PATIENCE", -1.0)
    await act(tia, "rubric_effect", lines="0")
    run = RubricEditing(tia).run()
    assert run is not None
    assert run.task is not None
    await asyncio.wait({run.task})
    assert run.stopped, "nobody looks"


async def test_a_room_without_measures_says_so(as_: As) -> None:
    tia = as_("tia")
    tia.room.bench = None
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": KIND})
    assert "opened without its measures" in str((await go(tia, "rubrics", "effect"))["page"])
    assert "opened without its measures" in str((await act(tia, "rubric_effect", lines="0"))["alert"])
