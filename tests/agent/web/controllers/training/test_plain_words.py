"""Plain words of the workshop: a trainer reads names, not ids, and what is theirs to choose."""

from __future__ import annotations

from agent.content.editing.yaml_text import fresh
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import new_draft
from agent.runtime.personal.training.editing.publishing import versions
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go
from tests.support.makers.lean_notes import tess


def with_tess(room: PersonalRoom) -> PersonalRoom:
    new_draft(room, Kind.PERSONA, "tess_quill", fresh(tess()))
    return room


async def test_what_ships_is_credited_to_nobody(room_as: As) -> None:
    told = versions(room_as("tia"), Kind.RUBRIC, "default")
    assert [one.who for one in told if not one.edition.number] in ([""], [])


async def test_versions_show_the_name_and_acts_are_told_in_words(room_as: As) -> None:
    tia = with_tess(room_as("tia"))
    assert "Versions of Tess Quill" in str((await go(tia, "workshop", "tess_quill", do="versions"))["page"])
    page = str((await go(tia, "workshop", "tess_quill", do="edit"))["page"])
    assert '<option value="deny" selected>deny it</option>' in page
    assert 'value="voice_plan"' not in page


async def test_a_draft_that_nobody_has_published_is_talked_to_alone(room_as: As) -> None:
    tia = with_tess(room_as("tia"))
    page = str((await go(tia, "compare-customer", "tess_quill"))["page"])
    assert "Talk to your draft" in page
    assert "compare_run" not in page
    said = str((await act(tia, "compare_say", persona="tess_quill", line="What matters to you?"))["page"])
    assert 'data-side="Your draft"' in said
    assert 'data-side="Published"' not in said


async def test_a_pasted_table_with_other_columns_opens_the_fold_with_its_columns(room_as: As) -> None:
    shown = await act(room_as("tia"), "transcript_paste", pasted="Sprecher,Gesagt\nMia,Hi there\nJo,No.\n", sent="n-1")
    assert '<details class="rw-columns" open>' in str(shown["page"])
    assert '<option value="Gesagt">' in str(shown["page"])
    assert shown["taken"] == "no n-1"
