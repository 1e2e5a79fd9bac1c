"""Rubrics: whose it is, forms with who reads each field, the effect of an edit, publishing and the way back."""

from __future__ import annotations

import re

import pytest

from agent.errors import NotSignedIn
from agent.runtime.personal.training.editing.rubric_editing import RubricEditing
from agent.web.controllers.training.rubrics import ACTS
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import HOSTILE, act, go
from tests.support.makers.rubric_rooms import AFFIRM, as_, edit, stamp_of

__all__ = ["as_"]


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
    for told in ("mi@2+", "the file that ships", "says back", "Names a specific strength", "Place 9 of 16"):
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
