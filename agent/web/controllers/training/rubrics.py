"""Rubrics: drafts and editions of the rubric, and what an edit changes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from agent.content.editing.rubric_fields import PIECES, rubric_fields, typed_in
from agent.content.editing.yaml_text import edited
from agent.errors import DataError, UnknownSession
from agent.model.training.edition import Draft, Kind
from agent.model.training.rubric_parts import changed_parts
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.editing import publishing
from agent.runtime.personal.training.editing.differences import compared
from agent.runtime.personal.training.editing.draft_reading import read_draft
from agent.runtime.personal.training.editing.drafts import rewrite
from agent.runtime.personal.training.editing.rubric_editing import RUBRIC, RubricEditing, rubric_in
from agent.web.controllers.contract import Act, Answer, Detail, Screen
from agent.web.controllers.training.editing.editions import Versioned
from agent.web.controllers.training.editing.saving import draft_to_show, stamped
from agent.web.routes import Route
from agent.web.updates import page_of
from agent.web.views.page import notice
from agent.web.views.training.rubrics import effect, form, overview
from agent.web.views.training.rubrics.places import EFFECT, HOME, VERSIONS

KIND = Kind.RUBRIC


def _rubrics(room: PersonalRoom, route: Route) -> Markup:
    bench = RubricEditing(room)  # asks first whether they may
    if not route.id:
        return _overview(bench)
    if route.id == "effect":
        return _effect(bench)
    if route.id == "versions":
        return _versions(bench, route)
    draft, own = draft_to_show(room, KIND, RUBRIC)
    if route.id == "discard" and own:
        return form.discard_screen(room.person, draft)
    if route.id == "file":
        return form.file_screen(room.person, draft, own, read_draft(draft).findings if own else ())
    piece = route.get("do") or route.id
    return _piece(room, draft, own, piece if piece in PIECES else "", route.id)


def _overview(bench: RubricEditing) -> Markup:
    room, draft = bench.room, bench.draft()
    try:
        standing = bench.standing()
    except DataError as problem:
        return overview.broken(room.person, str(problem))
    read = read_draft(draft) if draft else None
    written = read.rubric if read else None
    edits = [one.told for one in changed_parts(standing, written)] if written else []
    newest = publishing.newest_told(room, KIND, RUBRIC)
    at = overview.Standing(standing, newest, draft, written, read.findings if read else (), edits)
    return overview.overview(room.person, at)


def _piece(room: PersonalRoom, draft: Draft, own: bool, piece: str, name: str, news: str = "") -> Markup:
    read = read_draft(draft)
    if not read.data:  # no form can show what is no YAML
        return form.file_screen(room.person, draft, own, read.findings, news)
    if not piece or not rubric_fields(read.data, piece, name):
        raise UnknownSession(f"the rubric has no {piece or 'part'} {name[:60]!r}. Mend: choose one from the list.")
    return form.piece_form(room.person, draft, own, piece, name, read.data, read.findings if own else (), news)


def _effect(bench: RubricEditing) -> Markup:
    person, run, draft = bench.room.person, bench.run(), bench.draft()
    if run is not None:
        run.looked()
    if run is not None and run.running:
        return effect.running_effect(person, run)
    if draft is None:
        return effect.nothing_to_measure(person, "You have no draft yet. Edit a code or a check first.", False)
    try:
        before, after = bench.standing(), rubric_in(draft)
    except DataError as problem:
        return effect.nothing_to_measure(person, f"Your draft has to be mended first. {problem}", True)
    lines, whose = bench.lines()
    measures = bench.room.room.bench
    at = effect.Measured(
        parts=changed_parts(before, after), cost=bench.cost(), lines=len(lines), whose=whose,
        gold=measures.rubric.gold_lines(before) if measures else None, run=run, refs=(before.ref, after.ref),
    )  # fmt: skip
    return effect.effect_screen(person, at)


def _versions(bench: RubricEditing, route: Route) -> Markup:
    shown = compared(bench.room, KIND, RUBRIC, route.get("before"), route.get("after"))
    return form.rubric_versions(bench.room.person, shown)


async def _save_piece(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(stamped, room, KIND, RUBRIC, detail)
    piece, name = detail.get("piece", ""), detail.get("name", "")
    wanted = typed_in(read_draft(draft).data, piece, name, detail)
    draft = await asyncio.to_thread(rewrite, room, draft, edited(draft.text, wanted, Path(f"{RUBRIC}.yaml")))
    if detail.get("then") == "effect" and not read_draft(draft).errors:
        yield EFFECT
        return
    screen = await asyncio.to_thread(_piece, room, draft, True, piece, name, secrets.token_hex(4))
    yield {**page_of(screen), "alert": notice("The draft is saved.", "is-done")}


async def _save_file(room: PersonalRoom, detail: Detail) -> Answer:
    draft = await asyncio.to_thread(stamped, room, KIND, RUBRIC, detail)
    draft = await asyncio.to_thread(rewrite, room, draft, detail.get("text", ""))
    findings = read_draft(draft).findings
    if detail.get("then") == "effect" and not findings:
        yield EFFECT
        return
    screen = form.file_screen(room.person, draft, True, findings, secrets.token_hex(4))
    yield {**page_of(screen), "alert": notice("The draft is saved.", "is-done")}


async def _measure(room: PersonalRoom, detail: Detail) -> Answer:
    lines = detail.get("lines", "")
    await RubricEditing(room).begin(int(lines) if lines.isascii() and lines.isdigit() and len(lines) < 6 else 0)
    yield EFFECT


async def _stop_measuring(room: PersonalRoom, detail: Detail) -> Answer:
    await RubricEditing(room).stop()
    yield EFFECT


async def _publish(room: PersonalRoom, detail: Detail) -> Answer:
    done = await asyncio.to_thread(publishing.publish, room, KIND, RUBRIC, detail.get("note", ""))
    yield HOME
    told = f"Edition {done.number} is published. New sessions are scored by it."
    yield {"alert": notice(told, "is-done"), "foot": ""}


_EDITIONS = Versioned(
    "rubric", KIND, lambda _: RUBRIC, HOME, lambda _: HOME, lambda _: VERSIONS,
    "Withdrawn. The file that ships stands again.", in_foot=True,
)  # fmt: skip


SCREENS: Mapping[str, Screen] = {"rubrics": _rubrics}
ACTS: Mapping[str, Act] = {
    "rubric_save": _save_piece,
    "rubric_file": _save_file,
    "rubric_effect": _measure,
    "rubric_stop": _stop_measuring,
    "rubric_publish": _publish,
    **_EDITIONS.acts(),
}
