"""Customer beginning: a new draft, from the template, from notes and an example talk, or by a model from both."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from agent.content.editing.form_field import key_of
from agent.content.editing.lean_form import without_gaps
from agent.content.editing.yaml_text import edited
from agent.content.lean.notes import draft_from_notes
from agent.content.lean.samples import samples_of, without_names
from agent.content.lean.template import filled
from agent.content.yaml_source import parse_yaml
from agent.errors import EditionRefused
from agent.model.training.edition import Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing.drafts import new_draft, sound_id
from agent.runtime.personal.training.editing.example_talk import by_parts, example_talk
from agent.runtime.personal.training.editing.shelf import is_taken
from agent.runtime.workshop.drafting import Draft, draft_with_model
from agent.text.sanitize import clean
from agent.web.controllers.contract import Act, Answer, Detail
from agent.web.routes import Route
from agent.web.views.page import notice, waiting
from agent.web.views.training import customers
from agent.web.views.training.customers import LONGEST_NAME, LONGEST_NOTES, place_of

SHORTEST_NOTES = 20
"""Letters that say anything of a customer."""

UNNAMED = "unnamed_customer"
"""Id of a draft while nobody has named them."""

TOLD_EVERY = 2.0
"""Seconds after which the page is told how long a model has been writing."""


def notes_screen(room: PersonalRoom, route: Route) -> Markup:
    """Return the screen that begins a customer from notes, with a transcript of one's own put in where one is named."""
    typed: dict[str, str] = {}
    if named := route.get("transcript"):
        talk = example_talk(room, named)
        typed = {"transcript": talk.text, "speaker": "Customer", "without": ", ".join(talk.names)}
    writer = room.room.writer()
    return customers.from_notes(room.person, route, writer.name if writer else "", typed)


async def _new(room: PersonalRoom, detail: Detail) -> Answer:
    name = _one_line(detail.get("name", ""))
    id_ = await asyncio.to_thread(_new_id, room, detail.get("id", "").strip() or name)
    text = filled({"id": id_, "name": name} if name else {"id": id_})
    await asyncio.to_thread(new_draft, room, Kind.PERSONA, id_, text)
    yield place_of(id_, "edit")


async def _from_notes(room: PersonalRoom, detail: Detail) -> Answer:
    notes, talk = _pasted(detail, "notes"), _pasted(detail, "transcript")
    if len(notes) < SHORTEST_NOTES and not talk:
        raise EditionRefused(f"paste notes of {SHORTEST_NOTES} letters or more, or an example transcript")
    talk = by_parts(talk, _one_line(detail.get("speaker", "")))
    without = [name.strip() for name in clean(detail.get("without", "")).split(",")][:60]
    model = room.room.writer() if detail.get("model") else None
    name = _one_line(detail.get("name", "")) or _name_in(draft_from_notes(notes, UNNAMED))
    id_ = await asyncio.to_thread(_new_id, room, name) if name or model is None else UNNAMED
    if model is None:
        made = Draft(draft_from_notes(notes, id_, samples_of(without_names(talk, without))))
    else:
        writing = asyncio.create_task(draft_with_model(model, notes, id_, talk, without))
        async for told in _while_writing(writing):
            yield {"alert": waiting(told)}
        made = writing.result()
    if id_ == UNNAMED:
        id_ = await asyncio.to_thread(_free_id, room, _name_in(made.text))
    text = await asyncio.to_thread(_under_its_id, made.text, id_, name, model is not None and not made.degraded)
    await asyncio.to_thread(new_draft, room, Kind.PERSONA, id_, text)
    yield place_of(id_, "edit")
    if made.degraded:
        yield {"alert": notice(_sentence_of(made.degraded), "is-plain")}


async def _while_writing(writing: asyncio.Task[Draft]) -> AsyncIterator[str]:
    """Tell how long a model has been writing until it is done; it is stopped if nobody listens any more."""
    began = time.monotonic()
    try:
        while not writing.done():
            seconds = round(time.monotonic() - began)
            yield f"The model writes a draft, {seconds} seconds so far; half a minute is usual …"
            await asyncio.wait({writing}, timeout=TOLD_EVERY)
    finally:
        writing.cancel()


def _pasted(detail: Detail, field: str) -> str:
    text = clean(detail.get(field, ""))
    if len(text) > LONGEST_NOTES:
        raise EditionRefused(
            f"the {field} have {len(text):,} letters, and {LONGEST_NOTES:,} are read. Mend: leave out what does not "
            "tell of this customer"
        )
    return text


def _under_its_id(text: str, id_: str, name: str, whole: bool) -> str:
    """Return a draft under its id, and with the name that is known; `whole`: nothing in it waits to be written."""
    text = text.replace(UNNAMED, id_)
    data = _data_of(text)
    wanted = {**(without_gaps(data) if whole else data), **({"name": name} if name else {})}
    return edited(text, wanted, Path(f"{id_}.yaml"))


def _name_in(text: str) -> str:
    found = _data_of(text).get("name", "")
    return found if isinstance(found, str) and "<" not in found else ""


def _data_of(text: str) -> dict[str, Any]:
    return parse_yaml(text, Path(f"{UNNAMED}.yaml")).data


def _new_id(room: PersonalRoom, asked: str) -> str:
    id_ = key_of(asked[:LONGEST_NAME])
    if not id_:
        raise EditionRefused("nobody can tell who it is. Mend: give a name, such as Ann Oduya")
    if is_taken(room, sound_id(id_)):
        raise EditionRefused(f"there is a customer {id_} already. Mend: give another name, such as {asked[:57]} 2")
    return id_


def _free_id(room: PersonalRoom, name: str) -> str:
    """Return an id for a name that nobody typed: what a model has written is not lost over it."""
    stem = key_of(name[:LONGEST_NAME]) or "new_customer"
    return next(id_ for id_ in (stem, *(f"{stem[:55]}_{n}" for n in range(2, 999))) if not is_taken(room, id_))


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())[:LONGEST_NAME]


def _sentence_of(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


ACTS: Mapping[str, Act] = {"customer_new": _new, "customer_notes": _from_notes}
