"""Full customer: a trainer changes a fact, a number and a line by form, and nothing else of the file changes."""

from __future__ import annotations

import difflib
import html
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import personal
from agent.runtime.personal.training.editing.drafts import draft_of, published_of
from agent.runtime.personal.training.editing.published_files import keep_published
from agent.web.views.training.editing.full_piece import MOST_BOXES
from tests.agent.runtime.personal.conftest import As
from tests.agent.web.controllers.test_people import HOSTILE, act, go
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY
from tests.support.paths import ROOT

ID = "ailsa_drummond"


@pytest.fixture
async def room_as(tmp_path: Path, url: str) -> AsyncIterator[As]:
    """A room with Ailsa Drummond in it, that publishes, as somebody has it."""
    for name, file in (("personas", f"{ID}.yaml"), ("rubrics", "mi.yaml")):
        (tmp_path / name).mkdir()
        shutil.copy(ROOT / name / file, tmp_path / name)
    room = fake_room(Library(tmp_path / "personas", tmp_path / "rubrics", tmp_path / "published"), url)
    keep_published(room)
    teams.settle(room.log)
    yield lambda name: personal(room, EVERYBODY[name])
    await room.aclose()


def asked_of(page: object) -> dict[str, str]:
    """Return what the first form of a customer on a page sends where nobody touches it."""
    found = re.search(r'<form class="rw-lean".*?</form>', str(page), re.DOTALL)
    assert found is not None
    text, head = found[0], found[0][: found[0].index(">")]
    sent = dict(re.findall(r'data-(\w+)="([^"]*)"', head))
    sent.pop("act")
    sent |= dict(re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)</textarea>', text))
    sent |= dict(re.findall(r'<input type="text" id="[^"]*" name="([^"]*)"[^>]* value="([^"]*)"', text))
    sent |= {name: "1" for name in re.findall(r'type="checkbox" name="([^"]*)" value="1" checked', text)}
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', text):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in sent.items()}


async def test_what_a_trainer_changes_by_form_is_all_that_changes_until_it_is_published(room_as: As) -> None:
    tia = room_as("tia")
    standing = published_of(tia, Kind.PERSONA, ID)
    assert standing is not None
    page = (await go(tia, "workshop", ID, do="edit", part="facts", entry="eleven_days"))["page"]
    assert "eleven days" in str(page)
    typed = asked_of(page) | {"facts.eleven_days.gate.trust": "1.8"}
    page = (await act(tia, "customer_piece", **typed))["page"]
    assert 'name="facts.eleven_days.gate.trust"' in str(page)
    page = (await go(tia, "workshop", ID, do="edit", part="numbers"))["page"]
    assert "The most that resistance can fall after one good line. (above 0 to 2)" in str(page)
    await act(tia, "customer_piece", **asked_of(page) | {"law.gain": "0.85"})
    page = (await go(tia, "workshop", ID, do="edit", part="lines", entry="deny.closed"))["page"]
    typed = asked_of(page) | {"lines.deny.closed[0]": "No. Next.", "then": "publish", "note": "A drier no."}
    done = await act(tia, "customer_piece", **typed)
    assert "Edition 1 is published" in str(done["alert"])
    now = published_of(tia, Kind.PERSONA, ID)
    assert now is not None
    rows = [row for row in difflib.unified_diff(standing.text.splitlines(), now.text.splitlines(), lineterm="", n=0)
            if row[0] in "+-" and not row.startswith(("+++", "---"))]  # fmt: skip
    assert [row for row in rows if row[0] == "+"] == [
        "+version: 4", "+  gain: 0.85", "+    gate: {trust: 1.8, resistance: 7.4}", '+      - "No. Next."',
    ]  # fmt: skip
    assert len(rows) == 8


async def test_two_windows_do_not_write_over_each_other_and_findings_stand_at_their_field(room_as: As) -> None:
    tia = room_as("tia")
    first = asked_of((await go(tia, "workshop", ID, do="edit", part="who"))["page"])
    saved = await act(tia, "customer_piece", **first | {"voice.max_words": "four", "role": HOSTILE})
    assert "<img src=x" not in str(saved["page"])
    assert 'data-spot="f-voice-max_words"' in str(saved["page"])
    assert 'id="f-voice-max_words-wrong"' in str(saved["page"])
    late = await act(tia, "customer_piece", **first | {"name": "Late"})
    assert "saved in another window" in str(late["alert"])
    refused = await act(
        tia, "customer_piece", **asked_of(saved["page"]) | {"then": "publish", "note": "Not yet, I think."}
    )
    assert "Saved, but not published" in str(refused["alert"])
    elsewhere = (await go(tia, "workshop", ID, do="edit", part="scene"))["page"]
    assert "part=who" in str(elsewhere)
    assert ">Who, Most words in a line<" in str(elsewhere)


async def test_a_fact_is_added_written_and_taken_out_again(room_as: As) -> None:
    tia = room_as("tia")
    page = str((await go(tia, "workshop", ID, do="edit", part="facts"))["page"])
    sent = {"id": ID, "part": "facts", "stamp": "", "edition": "0"}
    assert "name_on_the_website" in page
    refused = await act(tia, "customer_entry", said="!!", **sent)
    assert "give it a short name" in str(refused["alert"])
    began = draft_of(tia, Kind.PERSONA, ID)
    assert began is not None
    page = (await act(tia, "customer_entry", said="The fridge", **sent | {"stamp": began.at.isoformat()}))["page"]
    assert "Fact: the fridge" in str(page)
    assert "things to mend" in str(page)
    typed = asked_of(page)
    assert (typed["entry"], typed["facts.the_fridge.gate.trust"]) == ("the_fridge", "2")
    await act(tia, "customer_piece", **typed | {"then": "remove"})
    draft = draft_of(tia, Kind.PERSONA, ID)
    assert draft is not None
    assert "the_fridge" not in draft.text


@pytest.mark.parametrize("at", [("", ""), ("nothing", ""), ("facts", "gone"), ("lines", "deny.nowhere"), ("file", "x")])
async def test_an_address_of_no_part_shows_one_that_is_there(room_as: As, at: tuple[str, str]) -> None:
    page = str((await go(room_as("tia"), "workshop", ID, do="edit", part=at[0], entry=at[1]))["page"])
    assert 'aria-label="Parts of this customer"' in page
    assert "That is not here" not in page


async def test_a_form_sends_no_more_than_is_read_however_long_a_list_is(room_as: As) -> None:
    tia = room_as("tia")
    page = (await go(tia, "workshop", ID, do="edit", part="lines", entry="deny.closed"))["page"]
    many = "\n".join(f"Line number {at}." for at in range(120))
    page = (await act(tia, "customer_piece", **asked_of(page) | {"lines.deny.closed.new": many}))["page"]
    typed = asked_of(page)
    assert len(typed) < MOST_BOXES + 20
    assert "more stand in the file" in str(page)
    draft = draft_of(tia, Kind.PERSONA, ID)
    assert draft is not None
    await act(tia, "customer_piece", **typed)
    again = draft_of(tia, Kind.PERSONA, ID)
    assert again is not None
    assert again.text == draft.text
    assert "Line number 119." in again.text


async def test_no_rep_sees_any_of_it(room_as: As) -> None:
    screen = await go(room_as("ana"), "workshop", ID, do="edit", part="facts")
    assert "The workshop is for trainers" in str(screen["page"])
    told = await act(room_as("ana"), "customer_piece", id=ID, part="who", name="Mine", stamp="", edition="0")
    assert "for trainers" in str(told["alert"])


async def test_no_form_is_drawn_over_another_so_that_no_box_keeps_what_was_typed_elsewhere(room_as: As) -> None:
    tia = room_as("tia")
    pages = [
        str((await go(tia, "workshop", ID, do="edit", part="lines", entry=f"deny.{band}"))["page"])
        for band in ("closed", "open", "closed")
    ]
    pages.append(
        str((await act(tia, "customer_piece", **asked_of(pages[2]) | {"lines.deny.closed.new": "No."}))["page"])
    )
    first, other, again, saved = (re.findall(r"<(rw-part-\w+) ", page) for page in pages)
    assert [len(first), first == again] == [1, True]
    assert len({*first, *other, *saved}) == 3
