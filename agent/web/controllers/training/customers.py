"""Customers: drafts and editions of personas, as a trainer writes and publishes them."""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from markupsafe import Markup
from pydantic import ValidationError

from agent.content.editing.lean_fields import ROWS, filled_in, with_row, without_row
from agent.content.editing.yaml_text import edited, fresh
from agent.content.lean.difficulty import LawNumber, law_numbers
from agent.content.lean.notes import draft_from_notes
from agent.content.lean.template import filled
from agent.content.yaml_source import parse_yaml
from agent.errors import EditionRefused, UnknownSession
from agent.model.acts import Act as CustomerAct
from agent.model.acts import Band
from agent.model.training.edition import Draft, Kind
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training import publishing
from agent.runtime.personal.training.differences import difference, texts_of
from agent.runtime.personal.training.draft_reading import ReadDraft, read_draft
from agent.runtime.personal.training.drafts import (
    begin,
    draft_of,
    new_draft,
    published_of,
    rewrite,
    sound_id,
    throw_away,
)  # fmt: skip
from agent.runtime.personal.training.shelf import Customer, customers_of, is_taken
from agent.text.sanitize import clean
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.routes import Route
from agent.web.updates import Updates, page_of
from agent.web.views.page import notice, waiting
from agent.web.views.training import customer_editing, customers
from agent.web.views.training.customers import LIST, LONGEST_NOTES, place_of

PERSONA = Kind.PERSONA


def _workshop(room: PersonalRoom, route: Route) -> Markup:
    what = route.get("do")
    if not route.id:
        rows = [_customer_row(one) for one in customers_of(room)]  # asks first whether they may
        if what == "new":
            return customers.new_customer(room.person)
        return customers.from_notes(room.person, False) if what == "notes" else customers.customers(room.person, rows)
    if what == "versions":
        return _versions(room, route)
    draft, own = _draft_to_show(room, route.id)
    if what == "discard" and own:
        return customer_editing.discarding(room.person, draft)
    return _editing(room, draft, own)


def _customer_row(one: Customer) -> customers.Row:
    return customers.Row(**vars(one))


def _draft_to_show(room: PersonalRoom, id_: str) -> tuple[Draft, bool]:
    """Return one's draft, or what stands as if it were one, and whether it is one's draft."""
    if (draft := draft_of(room, PERSONA, id_)) is not None:
        return draft, True
    standing = published_of(room, PERSONA, id_)
    if standing is None:
        raise UnknownSession(f"there is no customer {id_[:60]!r}. Mend: choose one from the list.")
    newest = publishing.newest_told(room, PERSONA, id_)
    shown = Draft(
        kind=PERSONA, id=id_, person=room.person.id, text=standing.text, voice=standing.voice,
        edition=newest.edition.number if newest else 0, at=datetime.fromtimestamp(0, UTC),
    )  # fmt: skip
    return shown, False


def _editing(room: PersonalRoom, draft: Draft, own: bool, news: str = "") -> Markup:
    read = read_draft(draft)
    return customer_editing.editing(room.person, draft, read, _law(read), own, news)


def _law(read: ReadDraft) -> list[LawNumber]:
    if not read.lean:
        return []
    knob = read.data.get("difficulty", 3)
    try:
        return law_numbers(knob if knob in (1, 2, 3, 4, 5) else 3, read.data.get("law") or {})
    except (ValidationError, TypeError):  # what is wrong with the numbers is told as a finding
        return law_numbers(3)


def _versions(room: PersonalRoom, route: Route) -> Markup:
    found = publishing.versions(room, PERSONA, route.id)
    draft = draft_of(room, PERSONA, route.id)
    if not found and draft is None:
        raise UnknownSession(f"there is no customer {route.id[:60]!r}. Mend: choose one from the list.")
    texts = texts_of(found, draft)
    names = list(texts)
    newest = next((name for name in names if name != "draft"), "")
    after = route.get("after") if route.get("after") in texts else (names[0] if names else "")
    older = newest if after == "draft" else next(iter(names[names.index(after) + 1 :]), after) if names else ""
    before = route.get("before") if route.get("before") in texts else older
    rows = difference(texts.get(before, ""), texts.get(after, ""))
    return customer_editing.versions_screen(room.person, route.id, found, draft, (before, after), rows)


async def _new(room: PersonalRoom, detail: Detail) -> Answer:
    id_ = await asyncio.to_thread(_new_id, room, detail)
    name = " ".join(clean(detail.get("name", "")).split())[:80]
    text = filled({"id": id_, "name": name} if name else {"id": id_})
    await asyncio.to_thread(new_draft, room, PERSONA, id_, text)
    yield place_of(id_, "edit")


async def _notes(room: PersonalRoom, detail: Detail) -> Answer:
    notes = clean(detail.get("notes", ""))
    if not 20 <= len(notes) <= LONGEST_NOTES:
        raise EditionRefused(f"paste notes of 20 to {LONGEST_NOTES:,} letters; these have {len(notes):,}")
    yield {"alert": waiting("Reading the notes …")}
    name = detail.get("name", "") or _name_in(notes)
    id_ = await asyncio.to_thread(_new_id, room, {**detail, "name": name})
    text = await asyncio.to_thread(draft_from_notes, notes, id_)
    if detail.get("name", "").strip():
        path = Path(f"{id_}.yaml")
        data = parse_yaml(text, path).data
        text = edited(text, {**data, "name": " ".join(clean(name).split())[:80]}, path)
    await asyncio.to_thread(new_draft, room, PERSONA, id_, text)
    yield place_of(id_, "edit")


def _name_in(notes: str) -> str:
    found = parse_yaml(draft_from_notes(notes, "nobody"), Path("nobody.yaml")).data.get("name", "")
    return found if isinstance(found, str) and "<" not in found else ""


def _new_id(room: PersonalRoom, detail: Detail) -> str:
    asked = detail.get("id", "").strip() or detail.get("name", "")
    plain = unicodedata.normalize("NFKD", asked[:80]).encode("ascii", "ignore").decode().lower()
    id_ = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:60]
    if not id_:
        raise EditionRefused("no id can be made of that. Mend: give a name, such as Ann Oduya")
    if is_taken(room, sound_id(id_)):
        raise EditionRefused(f"there is a customer {id_} already. Mend: give another id, such as {id_[:57]}_2")
    return id_


async def _save(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(_stamped, room, detail)
    read, path = read_draft(draft), Path(f"{draft.id}.yaml")
    wanted = filled_in(read.data, detail)
    what, _, part = detail.get("then", "").partition(":")
    if what == "add" and part in ROWS:
        wanted = with_row(wanted, part)
    elif what == "remove" and part.partition(".")[0] in ROWS:
        wanted = without_row(wanted, part.partition(".")[0], part.partition(".")[2])
    draft = await asyncio.to_thread(rewrite, room, draft, edited(draft.text, wanted, path))
    async for answer in _kept(room, draft, detail):
        yield answer


async def _file(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(_stamped, room, detail)
    draft = await asyncio.to_thread(rewrite, room, draft, detail.get("text", ""), detail.get("voice"))
    async for answer in _kept(room, draft, detail):
        yield answer


def _stamped(room: PersonalRoom, detail: Detail) -> Draft:
    """Return one's draft, begun if need be, if it is still the one that the page showed."""
    had, id_ = draft_of(room, PERSONA, detail.get("id", "")), detail.get("id", "")
    if had is not None and detail.get("stamp") != had.at.isoformat():
        raise EditionRefused(
            "this draft was saved in another window meanwhile, so nothing was saved here. Mend: copy what you typed, "
            "load the page anew, and put it in again"
        )
    draft = had or begin(room, PERSONA, id_)
    if had is None and detail.get("edition") != str(draft.edition):
        throw_away(room, PERSONA, id_)
        raise EditionRefused("somebody published meanwhile, so nothing was saved here. Mend: load the page anew")
    return draft


async def _kept(room: PersonalRoom, draft: Draft, detail: Detail) -> Answer:
    """Show a draft that was just kept, and publish it if that was asked for."""
    if detail.get("then") == "publish":
        try:
            done = await asyncio.to_thread(publishing.publish, room, PERSONA, draft.id, detail.get("note", ""))
        except EditionRefused as refusal:
            yield await _shown(room, draft, f"Saved, but not published: {refusal}", "is-plain")
            return
        yield place_of(draft.id, "versions")
        yield {"alert": notice(f"Edition {done.number} is published. Reps meet it from now on.", "is-done")}
        return
    yield await _shown(room, draft, "The draft is saved.", "is-done")


async def _shown(room: PersonalRoom, draft: Draft, told: str, kind: str) -> Updates:
    screen = await asyncio.to_thread(_editing, room, draft, True, secrets.token_hex(4))
    return {**page_of(screen), "alert": notice(told, kind)}


async def _line(room: PersonalRoom, detail: Detail) -> Answer:
    id_, words = detail.get("id", ""), " ".join(clean(detail.get("words", "")).split())
    kind, band = detail.get("kind", ""), detail.get("band", "")
    if kind not in set(CustomerAct) or band not in set(Band) or not words:
        raise EditionRefused("write the line, and choose when they say it")
    draft = await asyncio.to_thread(begin, room, PERSONA, id_)
    path = Path(f"{id_}.voice.yaml")
    text = draft.voice or fresh({"id": id_})
    data = parse_yaml(text, path).data
    lines = data.get("lines") if isinstance(data.get("lines"), dict) else {}
    bands = lines.get(kind) if isinstance(lines.get(kind), dict) else {}
    said = bands.get(band) if isinstance(bands.get(band), list) else []
    wanted = {**data, "lines": {**lines, kind: {**bands, band: [*said, words[:400]]}}}
    draft = await asyncio.to_thread(rewrite, room, draft, draft.text, edited(text, wanted, path))
    yield await _shown(room, draft, "The line is added to the draft.", "is-done")


async def _back(room: PersonalRoom, detail: Detail) -> Answer:
    number = detail.get("number", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else -1
    done = await asyncio.to_thread(publishing.go_back, room, PERSONA, detail.get("id", ""), wanted)
    yield place_of(done.id, "versions")
    yield {"alert": notice(f"Edition {done.number} holds the words of edition {wanted} again.", "is-done")}


async def _withdraw(room: PersonalRoom, detail: Detail) -> Answer:
    done = await asyncio.to_thread(publishing.withdraw, room, PERSONA, detail.get("id", ""), detail.get("note", ""))
    yield place_of(done.id, "versions")
    yield {"alert": notice("Withdrawn.", "is-done")}


async def _rebase(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(publishing.go_on_from_newest, room, PERSONA, detail.get("id", ""))
    yield place_of(draft.id, "edit")


async def _discard(room: PersonalRoom, detail: Detail) -> Answer:
    await asyncio.to_thread(throw_away, room, PERSONA, detail.get("id", ""))
    yield LIST
    yield {"alert": notice("The draft is gone.", "is-done")}


async def _differ(room: PersonalRoom, detail: Detail) -> Answer:
    sides = {name: detail.get(name, "")[:10] for name in ("before", "after")}
    yield place_of(detail.get("id", ""), "versions", **sides)


SCREENS: Mapping[str, Screen] = {"workshop": _workshop}
ACTS: Mapping[str, Act] = {
    "customer_new": _new,
    "customer_notes": _notes,
    "customer_save": _save,
    "customer_file": _file,
    "customer_line": _line,
    "customer_back": _back,
    "customer_withdraw": _withdraw,
    "customer_rebase": _rebase,
    "customer_discard": _discard,
    "customer_differ": _differ,
}
