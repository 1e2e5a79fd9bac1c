"""Rubrics: whose it is, forms with who reads each field, the effect of an edit, publishing and the way back."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from agent.content.library import Library
from agent.errors import NotSignedIn
from agent.model.practice.person import LOCAL
from agent.model.training.rubric_effect import RubricEffect
from agent.runtime.engine_factory import Engines
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.personal.training.published_files import keep_published
from agent.runtime.personal.training.rubric_editing import RubricEditing
from agent.runtime.workshop.bench import Bench
from agent.runtime.workshop.rubrics import runs
from agent.web.controllers.training.rubrics import ACTS
from evals.workbench.agreement import EvalAgreement
from evals.workbench.panel import EvalPanel
from evals.workbench.rubric_effect import EvalRubric
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import HOSTILE, act, go
from tests.support.doubles.fake_room import FakeEngines, fake_room
from tests.support.doubles.reading_model import KIND, ReadingModel
from tests.support.makers import teams
from tests.support.makers.rubric_edits import small_rubric_bench
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

AFFIRM = {"piece": "code", "name": "affirm"}


class ModelledEngines(FakeEngines):
    """The engines of the fake room, with a model beside."""

    def __init__(self, model: ReadingModel) -> None:
        self._reading = model

    def model(self, purpose: str) -> Any:
        return self._reading


class EndlessRubric(EvalRubric):
    """A bench that never comes to its end."""

    async def effect(self, *given: Any, **named: Any) -> RubricEffect:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits so long")


@pytest.fixture
async def as_(tmp_path: Path, url: str) -> AsyncIterator[As]:
    """A room that publishes and measures, as somebody has it."""
    for name in ("personas", "rubrics"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tests/data/personas/test_customer.yaml", tmp_path / "personas")
    shutil.copy(ROOT / "rubrics/mi.yaml", tmp_path / "rubrics")
    room = fake_room(Library(tmp_path / "personas", tmp_path / "rubrics", tmp_path / "published"), url)
    keep_published(room)
    room.bench = Bench(EvalPanel(), small_rubric_bench(), EvalAgreement())
    teams.settle(room.log)
    yield lambda name: personal(room, EVERYBODY[name] if name else LOCAL)
    await room.aclose()


def stamp_of(page: object) -> dict[str, str]:
    found = re.search(r'data-stamp="([^"]+)" data-edition="(\d+)"', str(page))
    assert found is not None
    return {"stamp": found[1], "edition": found[2]}


async def edit(room: PersonalRoom, piece: str, name: str, **typed: str) -> str:
    """Change one form and save it; return the screen that follows."""
    page = (await go(room, "rubrics", name, do=piece))["page"]
    given = {"piece": piece, "name": name, **stamp_of(page), **typed}
    return str((await act(room, "rubric_save", **given))["page"])


async def measured(room: PersonalRoom, lines: str = "0") -> str:
    await act(room, "rubric_effect", lines=lines)
    run = RubricEditing(room).run()
    assert run is not None
    assert run.task is not None
    await asyncio.wait({run.task})
    return str((await go(room, "rubrics", "effect"))["page"])


@pytest.mark.parametrize("name", ["ana", "nil"])
async def test_only_trainers_see_or_do_anything_of_it(as_: As, name: str) -> None:
    room = as_(name)
    for id_, do in (("", ""), ("affirm", "code"), ("effect", ""), ("versions", ""), ("file", "")):
        assert "The workshop is for trainers" in str((await go(room, "rubrics", id_, do=do))["page"])
    for name in ACTS:
        if name != "rubric_differ":  # leads to a screen, which refuses
            assert "for trainers" in str((await act(room, name, note="Mine.", number="0"))["alert"]), name
    with pytest.raises(NotSignedIn):
        RubricEditing(room)


async def test_the_overview_tells_version_checks_and_codes(as_: As) -> None:
    page = str((await go(as_("tia"), "rubrics"))["page"])
    for told in ("mi@2+", "the file that ships", "says back", "Names a specific strength", "Rank 9"):
        assert told in page
    assert "Publish" not in page


async def test_each_field_tells_who_reads_it(as_: As) -> None:
    code = str((await go(as_("tia"), "rubrics", "affirm", do="code"))["page"])
    assert code.count("Only a model reads this") == 5
    check = str((await go(as_("tia"), "rubrics", "says_back", do="check"))["page"])
    assert check.count("The built-in grader and a model follow this") == 5
    assert check.count("People read this; no grader does") == 2
    assert 'name="checks.says_back.codes:summary" value="1" checked' in check
    assert "checks.says_back.guard" not in check
    guard = str((await go(as_("tia"), "rubrics", "no_blame", do="check"))["page"])
    assert "This is a guard" in guard
    assert "checks.no_blame.weight" not in guard
    assert "has no" in str((await go(as_("tia"), "rubrics", "no_such", do="code"))["page"])


async def test_an_edit_is_kept_in_the_file_with_its_comments_and_told(as_: As) -> None:
    tia = as_("tia")
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": f"Names a strength. {HOSTILE}"})
    draft = RubricEditing(tia).draft()
    assert draft is not None
    assert "# primary_rank: when several codes stand in one line" in draft.text
    page = str((await go(tia, "rubrics"))["page"])
    assert "the definition of the code <code>affirm</code>" in page
    assert "<img src=x" not in page
    stale = {"stamp": "long ago", "edition": "0", "codes.affirm.definition": "Something else altogether."}
    assert "saved in another window" in str((await act(tia, "rubric_save", **AFFIRM, **stale))["alert"])
    assert (await act(tia, "rubric_discard"))["page"]
    assert RubricEditing(tia).draft() is None


async def test_what_is_wrong_stands_at_its_field_with_key_and_line(as_: As) -> None:
    tia = as_("tia")
    page = await edit(
        tia, "check", "says_back", **{"checks.says_back.weight": "7", "checks.says_back.codes:summary": "1"}
    )
    assert "1 thing to mend" in page
    assert 'id="f-checks-says_back-weight-wrong"' in page
    assert "give a number of at most 1" in page
    file = str((await go(tia, "rubrics", "file"))["page"])
    assert re.search(r"checks\.says_back\.weight, line \d+", file)
    assert "has to be mended first" in str((await go(tia, "rubrics", "effect"))["page"])
    assert "Something is still wrong" in str((await act(tia, "rubric_publish", note="Heavier."))["alert"])
    form = stamp_of(file)
    broken = str((await act(tia, "rubric_file", **form, text="id: ["))["page"])
    assert "1 thing to mend" in broken
    assert "id: [" in str((await go(tia, "rubrics", "affirm", do="code"))["page"]), "no form can show it"


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
    assert "40 lines: 80 readings" in before
    page = await measured(tia, "20")
    assert len(model.asked) == 40
    assert "For the model, " in page
    assert "Nothing changes for the built-in grader" in page
    assert "Gold:" in page
    assert "Let the model that is set here grade" in page
    await edit(tia, "code", "affirm", **{"codes.affirm.definition": "Names a strength of theirs, with its ground."})
    assert "another edit" in str((await go(tia, "rubrics", "effect"))["page"])


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
    assert "You have no draft" in str((await go(tom, "rubrics", "effect"))["page"])
    assert "It was stopped" in str((await act(tia, "rubric_stop"))["page"])
    tia.room.bench = Bench(EvalPanel(), small_rubric_bench(), EvalAgreement())
    monkeypatch.setattr(runs, "PATIENCE", -1.0)
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
