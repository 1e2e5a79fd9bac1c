"""Customer beginning: a new draft, from the template, from notes and an example talk, or by a model from both."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict

from markupsafe import Markup

from agent.content.lean.template import filled
from agent.errors import UnknownSession
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import draft_of, new_draft
from agent.runtime.personal.training.editing.example_talk import example_talk
from agent.runtime.personal.training.editing.from_notes import LONGEST_NAME, FromNotes, new_id
from agent.runtime.workshop.drafting.draft_runs import Pasted
from agent.text.sanitize import clean
from agent.web.controllers.contract import Act, Answer, Detail
from agent.web.routes import Route
from agent.web.views.page import notice
from agent.web.views.training import from_notes as views
from agent.web.views.training.customers import FROM_NOTES, place_of
from agent.web.views.training.from_notes import WRITING


def notes_screen(room: PersonalRoom, route: Route) -> Markup:
    """Return the screen that begins a customer from notes.

    A transcript of one's own is put in where one is named, and what was pasted last where that is asked for.
    """
    last, typed = FromNotes(room).last(), Pasted()
    if named := route.get("transcript"):
        talk = example_talk(room, named)
        typed = Pasted(transcript=talk.text, speaker="Customer", without=", ".join(talk.names))
    elif last is not None and route.get("kept"):
        typed, last = last.pasted, None
    writer = room.room.writer()
    return views.from_notes(room.person, route, writer.name if writer else "", asdict(typed), last)


def writing_screen(room: PersonalRoom) -> Markup:
    """Return the screen of the draft that a model writes, or has written.

    Raises:
        UnknownSession: none was asked for since the app was started.
    """
    run = FromNotes(room).last()
    if run is None or not run.model:
        raise UnknownSession("no draft is being written. Mend: paste your notes, or choose a customer from the list.")
    run.looks += 1
    if run.running:
        return views.being_written(room.person, run)
    draft = draft_of(room, Kind.PERSONA, run.id) if run.id else None
    return views.written(room.person, run, read_draft(draft) if draft else None)


async def _new(room: PersonalRoom, detail: Detail) -> Answer:
    name = _one_line(detail.get("name", ""))
    id_ = await asyncio.to_thread(new_id, room, detail.get("id", "").strip() or name)
    text = filled({"id": id_, "name": name} if name else {"id": id_})
    await asyncio.to_thread(new_draft, room, Kind.PERSONA, id_, text)
    yield place_of(id_, "edit")


async def _from_notes(room: PersonalRoom, detail: Detail) -> Answer:
    made, pasted = FromNotes(room), _pasted(detail)
    if detail.get("model"):
        await made.begin(pasted)
        yield WRITING
        return
    yield place_of(await asyncio.to_thread(made.by_headings, pasted), "edit")


async def _write_again(room: PersonalRoom, detail: Detail) -> Answer:
    """Have the notes written that were pasted last; what the headings gave before goes, if nobody has changed it."""
    made = FromNotes(room)
    if (run := made.last()) is None:
        yield FROM_NOTES
        yield {"alert": notice("Your notes are not here any more: the app was started anew. Paste them again.")}
        return
    await made.begin(run.pasted)
    yield WRITING


async def _stop_writing(room: PersonalRoom, detail: Detail) -> Answer:
    """Stop the model, and stay: a look that the page asked for before the button was pressed leads here, too."""
    made = FromNotes(room)
    await made.stop()
    yield WRITING if made.last() is not None else FROM_NOTES


def _pasted(detail: Detail) -> Pasted:
    return Pasted(
        name=_one_line(detail.get("name", "")),
        notes=clean(detail.get("notes", "")),
        transcript=clean(detail.get("transcript", "")),
        speaker=_one_line(detail.get("speaker", "")),
        without=clean(detail.get("without", ""))[:1_000],
    )


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())[:LONGEST_NAME]


ACTS: Mapping[str, Act] = {
    "customer_new": _new,
    "customer_notes": _from_notes,
    "customer_notes_again": _write_again,
    "customer_notes_stop": _stop_writing,
}
