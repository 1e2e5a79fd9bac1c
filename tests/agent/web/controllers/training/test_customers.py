"""Customers: the trainer's page, from notes to an edition, and who may not see it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.training.editing.drafts import begin_draft, draft_of, rewrite
from agent.runtime.personal.training.editing.published_files import keep_published
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import HOSTILE, act, go
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

NOTES = "Role: Head nurse\nCompany: St Mary, Leeds\nSituation: They bought a rota tool that nobody believes.\n"


def stamp_of(page: object) -> str:
    found = re.search(r'data-stamp="([^"]+)"', str(page))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", ["ana", "ben"])
async def test_a_rep_is_told_that_it_is_not_theirs(room_as: As, name: str) -> None:
    for more in ({}, {"do": "new"}, {"do": "notes"}):
        assert "The workshop is for trainers" in str((await go(room_as(name), "workshop", **more))["page"])
    assert "for trainers" in str((await act(room_as(name), "customer_new", name="Ann"))["alert"])


async def test_notes_become_a_form_with_a_finding_at_each_gap_and_saving_keeps_a_draft(room_as: As) -> None:
    tia = room_as("tia")
    page = str((await act(tia, "customer_notes", name="Ann Oduya", notes=NOTES))["page"])
    assert 'value="Head nurse"' in page
    assert 'href="#f-brief-you_are" data-spot="f-brief-you_are"' in page
    assert 'id="f-brief-you_are"' in page
    typed = {"brief.you_are": HOSTILE, "brief.you_know": "One.\nTwo."}
    saved = await act(tia, "customer_save", id="ann_oduya", stamp=stamp_of(page), then="publish", note="No.", **typed)
    assert "Saved, but not published" in str(saved["alert"])
    assert "<img src=x" not in str(saved["page"])
    draft = draft_of(tia, Kind.PERSONA, "ann_oduya")
    assert draft is not None
    assert "# what the rep reads before the talk" in draft.text
    late = await act(tia, "customer_save", id="ann_oduya", stamp=stamp_of(page), name="Late")
    assert "saved in another window" in str(late["alert"])


async def test_a_file_that_is_no_yaml_is_kept_and_told(room_as: As) -> None:
    tia = room_as("tia")
    page = str((await act(tia, "customer_new", name="Ann Oduya"))["page"])
    saved = await act(tia, "customer_file", id="ann_oduya", stamp=stamp_of(page), text="a: [", voice="")
    assert "1 thing to mend" in str(saved["page"])
    assert "a: [" in str((await go(tia, "workshop", "ann_oduya", do="edit"))["page"])
    assert (
        "there is a customer ann_oduya already"
        in str((await act(tia, "customer_new", name="Ann Oduya"))["alert"]).lower()
    )


async def test_a_line_of_their_own_goes_into_the_file_beside(room_as: As) -> None:
    tia = room_as("tia")
    await act(tia, "customer_new", name="Ann Oduya")
    for words in ("Not today.", "Not ever."):
        screen = await act(tia, "customer_line", id="ann_oduya", kind="deny", band="guarded", words=words)
    assert "The line is added" in str(screen["alert"])
    draft = draft_of(tia, Kind.PERSONA, "ann_oduya")
    assert draft is not None
    assert [line in draft.voice for line in ("Not today.", "Not ever.")] == [True, True]
    refused = await act(tia, "customer_line", id="ann_oduya", kind="sing", band="guarded", words="La.")
    assert "choose when they say it" in str(refused["alert"]).lower()


async def test_after_publishing_there_is_a_way_to_meet_them(tmp_path: Path, url: str) -> None:
    (tmp_path / "personas").mkdir()
    shutil.copy(ROOT / "personas/ailsa_drummond.yaml", tmp_path / "personas")
    room = fake_room(Library(tmp_path / "personas", ROOT / "rubrics", tmp_path / "published"), url)
    keep_published(room)
    teams.settle(room.log)
    tia = personal(room, EVERYBODY["tia"])
    draft = begin_draft(tia, Kind.PERSONA, "ailsa_drummond")
    draft = rewrite(tia, draft, draft.text.replace("name: Ailsa Drummond", "name: Isla Drummond", 1))
    wish = {"id": draft.id, "stamp": draft.at.isoformat(), "edition": "0", "then": "publish", "note": "A first name."}
    alert = str((await act(tia, "customer_file", text=draft.text, voice=draft.voice, **wish))["alert"])
    assert "Edition 1 is published" in alert, alert
    assert 'href="?persona=ailsa_drummond"' in alert
    assert "Meet them" in alert
    await room.aclose()
