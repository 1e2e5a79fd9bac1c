"""Customer beginning: from notes and an example talk, by headings and by a model, and what is told then."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import EndpointDown
from agent.model.training.edition import Kind
from agent.runtime.personal.training.drafts import draft_of, published_of
from agent.runtime.personal.training.published_files import keep_published
from agent.runtime.personal.training.transcripts import Transcripts
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go
from tests.agent.web.controllers.training.test_customers import NOTES, stamp_of
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers.lean_notes import drafted, notes_of, tess

TALK = (
    "Mia: What got in the way of the courses?\nBo: Nobody asked us, Mia, and nobody is going to ask us now.\n"
    "Mia: And now?\nBo: Would you come up the tower with us for once?\n"
)


async def test_a_model_writes_the_whole_draft_with_progress_and_it_is_published_as_it_is(
    room_as: As, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tia = room_as("tia")
    tia.room.library.published = tmp_path / "published"
    keep_published(tia.room)
    with ScriptedModel(drafted(tess())) as model:
        monkeypatch.setattr(tia.room, "writer", lambda: model)
        assert "go to scripted" in str((await go(tia, "workshop", do="notes"))["page"])
        screen = await act(tia, "customer_notes", notes="We met the lead technician.", transcript=TALK, model="1",
                           without="Mia, Bo")  # fmt: skip
        assert "nobody is going to ask us now" in model.asked[0].text
        assert "Mia" not in model.asked[0].text
    page = str(screen["page"])
    assert "Nothing stands in its way" in page
    assert "still to be written" not in page
    saved = await act(tia, "customer_save", id="tess_quill", stamp=stamp_of(page), then="publish", note="By a model.")
    assert "Edition 1 is published" in str(saved["alert"])
    standing = published_of(tia, Kind.PERSONA, "tess_quill")
    assert standing is not None
    assert standing.text.count("\n") <= 60
    info = await room_as("ana").start("tess_quill")
    async for _ in room_as("ana").say(info.id, "What got in the way of the courses?"):
        pass
    assert await room_as("ana").finish(info.id)


async def test_a_model_that_gives_none_leaves_what_the_headings_give_and_says_so(
    room_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    tia = room_as("tia")
    with ScriptedModel(EndpointDown("no answer in time")) as model:
        monkeypatch.setattr(tia.room, "writer", lambda: model)
        screen = await act(tia, "customer_notes", name="Ann Oduya", notes=NOTES, model="1")
    assert "no answer in time" in str(screen["alert"])
    assert 'value="Head nurse"' in str(screen["page"])


async def test_without_a_model_headings_and_the_customers_own_lines_are_used(room_as: As) -> None:
    tia = room_as("tia")
    assert 'name="model"' not in str((await go(tia, "workshop", do="notes"))["page"])
    await act(tia, "customer_notes", notes=notes_of(tess()).replace("## Quotes", "## Else"), transcript=TALK,
              speaker="bo", without="Mia")  # fmt: skip
    draft = draft_of(tia, Kind.PERSONA, "tess_quill")
    assert draft is not None
    assert "Would you come up the tower with us for once?" in draft.text
    assert "Nobody asked us, somebody, and" in draft.text
    assert "And now?" not in draft.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"notes": "Hm."}, "20 letters or more"),
        ({"notes": "They bought a rota tool."}, "Nobody can tell who it is"),
        ({"notes": NOTES, "name": "Test Customer", "transcript": "x" * 20_001}, "20,000 are read"),
        ({"notes": NOTES, "name": "test customer"}, "There is a customer test_customer already"),
    ],
)
async def test_what_cannot_be_drafted_is_told_and_the_screen_with_the_notes_stays(
    room_as: As, typed: dict[str, str], told: str
) -> None:
    screen = await act(room_as("tia"), "customer_notes", **typed)
    assert told in str(screen["alert"])
    assert "page" not in screen


async def test_a_transcript_of_ones_own_comes_into_the_box_without_names_and_nobody_elses_does(room_as: As) -> None:
    tia = room_as("tia")
    id_ = Transcripts(tia).bring_in("talk.txt", TALK.encode())
    assert "say there who is who" in str(await go(tia, "workshop", do="notes", transcript=id_))
    await act(tia, "transcript_score", transcript=id_, part0="rep", part1="customer")
    page = str((await go(tia, "workshop", do="notes", transcript=id_))["page"])
    assert "Customer: Nobody asked us, somebody, and" in page
    assert "Rep: And now?" in page
    assert 'value="Mia, Bo"' in page
    assert "not there" in str(await go(room_as("art"), "workshop", do="notes", transcript=id_))
