"""Customer saving: what the form and the file of a draft hold is kept, and published where that was asked for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import ValidationError

from agent.content.editing.lean_fields import ROWS
from agent.content.editing.lean_form import filled_in, with_row, without_row
from agent.content.editing.yaml_text import edited, fresh
from agent.content.lean.difficulty import LawNumber, law_numbers
from agent.content.lean.notes.unplaced import without_unplaced
from agent.content.yaml_source import parse_yaml
from agent.errors import EditionRefused
from agent.model.acts import Act as CustomerAct
from agent.model.acts import Band
from agent.model.training.edition import Draft, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing import publishing
from agent.runtime.personal.training.editing.draft_reading import ReadDraft, read_draft
from agent.runtime.personal.training.editing.drafts import begin_draft, draft_of, rewrite
from agent.text.sanitize import clean
from agent.web.controllers.contract import Act, Answer, Detail
from agent.web.controllers.training.editing.saving import stamped
from agent.web.updates import Updates, page_of
from agent.web.views.page import notice
from agent.web.views.training import customer_editing
from agent.web.views.training.customers import place_of, published_note
from agent.web.views.training.editing.full_editing import full_editing

PERSONA = Kind.PERSONA


def editing_screen(
    room: PersonalRoom, draft: Draft, own: bool, at: tuple[str, str] = ("", ""), news: str = ""
) -> Markup:
    """Return the screen of a draft; `at`: which part and which entry of a full customer, else as `full_editing`."""
    read = read_draft(draft)
    if read.lean:
        return customer_editing.editing(room.person, draft, read, _numbers_of(read), own, news)
    return full_editing(room.person, draft, read, own, *at, news)


def _numbers_of(read: ReadDraft) -> list[LawNumber]:
    knob = read.data.get("difficulty", 3)
    try:
        return law_numbers(knob if knob in (1, 2, 3, 4, 5) else 3, read.data.get("law") or {})
    except (ValidationError, TypeError):  # what is wrong with the numbers is told as a finding
        return law_numbers(3)


async def _save(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(stamped, room, PERSONA, detail.get("id", ""), detail)
    read, path = read_draft(draft), Path(f"{draft.id}.yaml")
    wanted = filled_in(read.data, detail)
    what, _, part = detail.get("then", "").partition(":")
    if what == "add" and part in ROWS:
        wanted = with_row(wanted, part)
    elif what == "remove" and part.partition(".")[0] in ROWS:
        wanted = without_row(wanted, part.partition(".")[0], part.partition(".")[2])
    draft = await asyncio.to_thread(rewrite, room, draft, edited(draft.text, wanted, path))
    async for answer in show_kept(room, draft, detail):
        yield answer


async def _file(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(stamped, room, PERSONA, detail.get("id", ""), detail)
    draft = await asyncio.to_thread(rewrite, room, draft, detail.get("text", ""), detail.get("voice"))
    async for answer in show_kept(room, draft, detail):
        yield answer


async def show_kept(room: PersonalRoom, draft: Draft, detail: Detail) -> Answer:
    """Show a draft that was just kept, and publish it if that was asked for."""
    if detail.get("then") == "publish":
        try:
            done = await asyncio.to_thread(publishing.publish, room, PERSONA, draft.id, detail.get("note", ""))
        except EditionRefused as refusal:
            if (
                await asyncio.to_thread(draft_of, room, PERSONA, draft.id) is None
            ):  # published, and its file is not there
                yield place_of(draft.id, "versions")
                raise
            yield await _saved_screen(room, draft, detail, f"Saved, but not published: {refusal}", "is-plain")
            return
        yield place_of(draft.id, "versions")
        yield {"alert": notice(published_note(draft.id, done.number), "is-done")}
        return
    yield await _saved_screen(room, draft, detail, "The draft is saved.", "is-done")


async def _saved_screen(room: PersonalRoom, draft: Draft, detail: Detail, told: str, kind: str) -> Updates:
    at = detail.get("part", ""), detail.get("entry", "")
    screen = await asyncio.to_thread(editing_screen, room, draft, True, at, secrets.token_hex(4))
    return {**page_of(screen), "alert": notice(told, kind)}


async def _own_line(room: PersonalRoom, detail: Detail) -> Answer:
    id_, words = detail.get("id", ""), " ".join(clean(detail.get("words", "")).split())
    kind, band = detail.get("kind", ""), detail.get("band", "")
    if kind not in set(CustomerAct) or band not in set(Band) or not words:
        raise EditionRefused("write the line, and choose when they say it")
    draft = await asyncio.to_thread(begin_draft, room, PERSONA, id_)
    path = Path(f"{id_}.voice.yaml")
    text = draft.voice or fresh({"id": id_})
    data = parse_yaml(text, path).data
    lines = _map_at(data, "lines")
    bands = _map_at(lines, kind)
    said = bands.get(band)
    wanted = {
        **data,
        "lines": {**lines, kind: {**bands, band: [*(said if isinstance(said, list) else []), words[:400]]}},
    }
    draft = await asyncio.to_thread(rewrite, room, draft, draft.text, edited(text, wanted, path))
    yield await _saved_screen(room, draft, detail, "The line is added to the draft.", "is-done")


def _map_at(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


async def _put_away(room: PersonalRoom, detail: Detail) -> Answer:
    """Put away what of the notes went into no field."""
    draft = await asyncio.to_thread(begin_draft, room, PERSONA, detail.get("id", ""))
    draft = await asyncio.to_thread(rewrite, room, draft, without_unplaced(draft.text))
    yield await _saved_screen(room, draft, detail, "The list is put away.", "is-done")


ACTS: Mapping[str, Act] = {
    "customer_save": _save,
    "customer_file": _file,
    "customer_line": _own_line,
    "customer_put_away": _put_away,
}
