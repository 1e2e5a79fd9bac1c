"""Full editing: the screens on which a full customer is edited, a tab for each part and the whole file as the last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from agent.content.editing.full_fields import Piece, piece_of
from agent.errors import Finding
from agent.model.practice.person import Person
from agent.model.training.edition import Draft
from agent.runtime.personal.training.editing.draft_reading import ReadDraft
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import link
from agent.web.views.training.editing.draft_frame import (
    THEIRS,
    YOURS,
    draft_ways,
    drawn_anew,
    file_form,
    form_end,
    stamp_id,
)
from agent.web.views.training.editing.form_boxes import field_of, findings_told, sentence, spot_of
from agent.web.views.training.editing.full_lists import UNDER, lists_of
from agent.web.views.training.editing.full_piece import piece_form
from agent.web.views.training.editing.full_places import (
    FILE,
    TAB_OF,
    TABS,
    names_of,
    part_place,
    tabs,
    title_of,
    where_is,
)
from agent.web.views.training.workshop_frame import workshop_screen


def full_editing(
    person: Person, draft: Draft, read: ReadDraft, own: bool, part: str, entry: str, news: str = ""
) -> Markup:
    """Return the screen of one part of a full customer.

    Args:
        draft: one's own, or what stands as if it were one. own: it is a draft by now. part, entry: as the address
            names them; the first part where there is no such one. news: changes with each saving.
    """
    part, entry = shown_part(read, part, entry)
    called = read.data.get("name")
    title = called if isinstance(called, str) and called else draft.id
    place = part_place(draft.id, part, entry)
    here = part, entry
    told = findings_told(
        read.findings, lambda one: _finding_way(read.data, draft.id, here, one), news, "Nothing stands in its way"
    )
    body = drawn_anew(f"{place.search} {stamp_id(draft)}", _body(draft, read, part, entry))
    parts = [draft_ways(draft, own), told, tabs(draft.id, part, entry), body]
    return workshop_screen(place, person, title, YOURS if own else THEIRS, *parts, kind="is-editing")


def shown_part(read: ReadDraft, part: str, entry: str) -> tuple[str, str]:
    """Return the part and entry that are shown where an address asks for these; the file where nothing can be read."""
    if not read.data:
        return FILE, ""
    if entry and piece_of(read.data, part, entry) is not None:
        return part, entry
    tab = TAB_OF.get(part, part)
    return (tab, "") if tab in dict(TABS) else (TABS[0][0], "")


def _body(draft: Draft, read: ReadDraft, part: str, entry: str) -> Markup:
    if part == FILE:
        return file_form(draft, with_voice=False)
    piece = piece_of(read.data, "hidden" if (part, entry) == ("facts", "") else part, entry)
    form = _titled_form(draft, read, part, entry, piece) if piece is not None else EMPTY
    if entry or part not in UNDER:
        return form
    end = form if piece is not None else _only_publishing(draft, part)
    return join([lists_of(draft, read.data, part), end])


def _titled_form(draft: Draft, read: ReadDraft, part: str, entry: str, piece: Piece) -> Markup:
    of = "hidden" if (part, entry) == ("facts", "") else part
    heading = markup("<h2>{title}</h2>", title=title_of(part, entry)) if entry else EMPTY
    return join([heading, piece_form(draft, read.data, of, entry, piece, read.findings)])


def _only_publishing(draft: Draft, part: str) -> Markup:
    """Return the end of a form that has no fields, for who wants to publish from a list."""
    return markup(
        '<form id="end-{part}-{at}" data-act="customer_piece" data-id="{id}" data-part="{part}" data-stamp="{stamp}" '
        'data-edition="{edition}">{end}</form>',
        part=part,
        at=stamp_id(draft),
        id=draft.id,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        end=form_end("customer"),
    )


def _finding_way(data: Mapping[str, Any], id_: str, here: tuple[str, str], one: Finding) -> Markup:
    """Return a finding with the way to its field, on this screen or on another."""
    part, entry = where_is(data, one.key) if one.key else (FILE, "")
    piece = piece_of(data, part, entry)
    names = names_of(data, piece) if piece is not None else {}
    field = field_of(one.key, names) if one.key else ""
    place = title_of(part, entry) if part != FILE else one.key or (f"line {one.line}" if one.line else one.file)
    where = ", ".join(words for words in (place, names.get(field, "")) if words)
    words = markup("{kind}{where}", kind="" if one.severity == "error" else "Hint: ", where=where)
    spot = spot_of(field or "the-file")
    if (part, entry) == here or (part == "hidden" and here == ("facts", "")):
        way = markup('<a href="#{spot}" data-spot="{spot}">{words}</a>', spot=spot, words=words)
    else:
        way = link(part_place(id_, "facts" if part == "hidden" else part, entry), words)
    return markup("<li>{way}: {problem}. {fix}.</li>", way=way, problem=one.problem, fix=sentence(one.fix))
