"""Plain words of the workshop: a trainer reads names, not ids, and what is theirs to choose."""

from __future__ import annotations

from agent.model.training.edition import Kind
from agent.runtime.personal.training.editing.drafts import new_draft, published_of
from agent.runtime.personal.training.editing.publishing import versions
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import act, go


async def test_versions_show_the_name_and_what_ships_is_credited_to_nobody(room_as: As) -> None:
    tia = room_as("tia")
    page = await go(tia, "?view=workshop&id=aled_prosser&do=versions")
    assert "Versions of Aled Prosser" in page
    assert versions(tia, Kind.RUBRIC, "default")[-1].who == "" if versions(tia, Kind.RUBRIC, "default") else True


async def test_acts_are_told_in_words_and_those_with_a_place_of_their_own_are_not_offered(room_as: As) -> None:
    page = await go(room_as("tia"), "?view=workshop&id=aled_prosser&do=edit")
    assert '<option value="deny" selected>deny it</option>' in page
    assert 'value="voice_plan"' not in page


async def test_a_draft_that_nobody_has_published_is_talked_to_alone(room_as: As) -> None:
    tia = room_as("tia")
    standing = published_of(tia, Kind.PERSONA, "aled_prosser")
    assert standing is not None
    new_draft(tia, Kind.PERSONA, "ann_other", standing.text.replace("id: aled_prosser", "id: ann_other"))
    page = await go(tia, "?view=compare-customer&id=ann_other")
    assert "Talk to your draft" in page
    assert "compare_run" not in page
    said = str((await act(tia, "compare_say", persona="ann_other", line="What matters to you?"))["page"])
    assert 'data-side="Your draft"' in said
    assert 'data-side="Published"' not in said


async def test_a_pasted_table_with_other_columns_opens_the_fold_with_its_columns(room_as: As) -> None:
    shown = await act(room_as("tia"), "transcript_paste", pasted="Sprecher,Gesagt\nMia,Hi there\nJo,No.\n", sent="n-1")
    assert '<details class="rw-columns" open>' in str(shown["page"])
    assert '<option value="Gesagt">' in str(shown["page"])
    assert shown["taken"] == "no n-1"
