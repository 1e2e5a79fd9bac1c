"""Customer beginning: from notes and an example talk, by headings and by a model, and what is told then."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.errors import EndpointDown
from agent.llm.contract import M, Message
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import draft_of, published_of, rewrite
from agent.runtime.personal.training.editing.from_notes import FromNotes
from agent.runtime.personal.training.editing.published_files import keep_published
from agent.runtime.personal.training.transcripts import Transcripts
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go
from tests.agent.web.controllers.training.test_customers import NOTES, stamp_of
from tests.support.doubles.scripted import ScriptedModel, Step
from tests.support.makers.lean_notes import drafted, notes_of, tess

TALK = (
    "Mia: What got in the way of the courses?\nBo: Nobody asked us, Mia, and nobody is going to ask us now.\n"
    "Mia: And now?\nBo: Would you come up the tower with us for once?\n"
)


class SlowModel(ScriptedModel):
    """A scripted model that answers once it is let."""

    def __init__(self, *steps: Step) -> None:
        super().__init__(*steps)
        self.may, self.stopped = asyncio.Event(), 0

    async def parse(self, messages: Sequence[Message], schema: type[M], **given: Any) -> M:
        try:
            await self.may.wait()
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return await super().parse(messages, schema, **given)


@pytest.fixture
def tia(room_as: As, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PersonalRoom:
    """The room as a trainer has it."""
    tia = room_as("tia")
    tia.room.library.published = tmp_path / "published"
    keep_published(tia.room)
    return tia


def speaks(room: PersonalRoom, model: ScriptedModel, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(room.room, "writer", lambda: model)


async def come_of(room: PersonalRoom) -> str:
    """Wait until the model is done, and return the page that tells what came of it."""
    run = FromNotes(room).last()
    assert run is not None
    assert run.task is not None
    await asyncio.wait({run.task})
    return str((await go(room, "workshop", do="writing"))["page"])


async def test_a_model_writes_the_whole_draft_beside_the_page_and_it_is_published_as_it_is(
    tia: PersonalRoom, room_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SlowModel(drafted(tess()))
    with model:
        speaks(tia, model, monkeypatch)
        assert "go to scripted" in str((await go(tia, "workshop", do="notes"))["page"])
        waits = str((await act(tia, "customer_notes", notes="We met the lead technician.", transcript=TALK, model="1",
                               speaker="Bo", without="Mia, Bo"))["page"])  # fmt: skip
        assert "scripted is writing" in waits
        assert "data-again" in waits
        assert 'data-act="customer_notes_stop"' in waits
        assert "See how far it is" in str((await go(tia, "workshop", do="notes"))["page"])
        assert "is writing" in str(
            (await act(tia, "customer_notes", notes="Somebody else, while it writes.", model="1"))["page"]
        )
        model.may.set()
        told = await come_of(tia)
        assert "Customer: Nobody asked us, somebody, and nobody is going to ask us now" in model.asked[0].text
        assert "Mia" not in model.asked[0].text
    assert "Tess Quill is drafted" in told
    assert "Nothing stands in the way of publishing it" in told
    assert "the model made them up" in told
    page = str((await go(tia, "workshop", "tess_quill", do="edit"))["page"])
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


async def test_a_model_that_gives_none_leaves_what_the_headings_give_and_is_tried_again_over_it(
    tia: PersonalRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedModel(EndpointDown("no answer in <time>"), drafted(tess())) as model:
        speaks(tia, model, monkeypatch)
        await act(tia, "customer_notes", name="Ann Oduya", notes=NOTES, model="1")
        told = await come_of(tia)
        assert "no answer in &lt;time&gt;" in told
        assert "Ann Oduya, by the headings" in told
        assert "findings to mend" in told
        assert 'value="Head nurse"' in str((await go(tia, "workshop", "ann_oduya", do="edit"))["page"])
        await act(tia, "customer_notes_again")
        assert "Ann Oduya is drafted" in await come_of(tia)
    page = str((await go(tia, "workshop", "ann_oduya", do="edit"))["page"])
    assert "Both courses fell on the only calm days" in page
    assert 'value="Head nurse"' in page  # the trainer's own word for it


async def test_a_draft_somebody_has_worked_on_is_not_written_over_by_another_try(
    tia: PersonalRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedModel(EndpointDown("gone")) as model:
        speaks(tia, model, monkeypatch)
        await act(tia, "customer_notes", name="Ann Oduya", notes=NOTES, model="1")
        await come_of(tia)
        draft = draft_of(tia, Kind.PERSONA, "ann_oduya")
        assert draft is not None
        rewrite(tia, draft, draft.text.replace("Head nurse", "Matron"))
        again = await act(tia, "customer_notes_again")
    assert "There is a customer ann_oduya already" in str(again["alert"])
    assert "Matron" in str(draft_of(tia, Kind.PERSONA, "ann_oduya"))


async def test_stopping_leaves_no_draft_and_the_form_as_it_was_typed(
    tia: PersonalRoom, room_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = SlowModel(drafted(tess()))
    speaks(tia, model, monkeypatch)
    typed = {"name": "Ann Oduya", "notes": "She said: <b>no</b>, & left.", "transcript": TALK, "speaker": "Bo"}
    await act(tia, "customer_notes", **typed, model="1")
    await asyncio.sleep(0)
    told = str((await act(tia, "customer_notes_stop"))["page"])
    assert model.stopped == 1
    assert "There is no draft. Your notes are here as you pasted them." in told
    assert "data-again" not in told
    screen = await go(tia, "workshop", do="notes", kept="1")
    for kept in (
        'value="Ann Oduya"',
        "She said: &lt;b&gt;no&lt;/b&gt;, &amp; left.",
        "come up the tower",
        'value="Bo"',
    ):
        assert kept in str(screen["page"])
    assert draft_of(tia, Kind.PERSONA, "ann_oduya") is None
    assert "There is no draft" in str((await go(tia, "workshop", do="writing"))["page"])
    assert "Bring it back" in str((await go(tia, "workshop", do="notes"))["page"])
    assert "Ann Oduya" not in str((await go(room_as("art"), "workshop", do="notes", kept="1"))["page"])


async def test_nobody_but_a_trainer_has_a_model_write_or_sees_what_was_pasted(
    tia: PersonalRoom, room_as: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedModel() as model:
        speaks(tia, model, monkeypatch)
        for asked in ("customer_notes", "customer_notes_again", "customer_notes_stop"):
            screen = await act(room_as("ana"), asked, notes=NOTES, model="1")
            assert "for trainers" in str(screen["alert"])
        assert "for trainers" in str(await go(room_as("ana"), "workshop", do="writing"))


async def test_a_screen_of_writing_where_nothing_is_written_says_so(room_as: As) -> None:
    assert "No draft is being written" in str(await go(room_as("tia"), "workshop", do="writing"))
    again = await act(room_as("tia"), "customer_notes_again")
    assert "Paste them again" in str(again["alert"])
    assert 'name="notes"' in str(again["page"])


@pytest.mark.parametrize(
    ("speaker", "told"),
    [("", "Mend: name one of Mia, Bo"), ("Rolf", "Nobody in the transcript is called Rolf. Mend: name one of Mia, Bo")],
)
async def test_who_of_a_transcript_is_the_customer_is_asked_where_nobody_can_tell(
    room_as: As, speaker: str, told: str
) -> None:
    screen = await act(
        room_as("tia"), "customer_notes", name="Ann Oduya", notes=NOTES, transcript=TALK, speaker=speaker
    )
    assert told in str(screen["alert"])
    assert "page" not in screen


async def test_a_pasted_chat_with_times_and_firms_shows_how_the_customer_sounds(room_as: As) -> None:
    tia = room_as("tia")
    chat = "[10:02] Mia (LoopTag): How is the floor, Bo?\n[10:03] Bo Quist: Wet, Mia, and I have no time for gates.\n"
    await act(tia, "customer_notes", name="Bo Two", notes=NOTES, transcript=chat, speaker="bo", without="Mia")
    draft = draft_of(tia, Kind.PERSONA, "bo_two")
    assert draft is not None
    assert "Wet, somebody, and I have no time for gates." in draft.text
    assert "How is the floor" not in draft.text


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
