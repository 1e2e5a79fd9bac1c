"""Full places: the parts of a full customer's form, their addresses, and where in them a finding belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from agent.content.editing.full_fields import ENTRIES, LINES, SINGLE, Piece, names_in, piece_of
from agent.content.editing.line_rows import entries_of, row_fields
from agent.web.routes import Route
from agent.web.views.html import join, markup
from agent.web.views.page import link
from agent.web.views.training.customers import place_of
from agent.web.views.training.editing.form_boxes import field_of

FILE = "file"
TABS = (("who", "Who"), ("scene", "Scene and chair"), ("facts", "Facts"), ("plans", "Agenda and plans"),
        (LINES, "Lines"), ("numbers", "Difficulty"), (FILE, "As a file"))  # fmt: skip
"""Part of the form -> what its tab says, in their order."""

TAB_OF = {"hidden": "facts", "agenda": "plans", "triggers": "plans", "topics": LINES}
"""Parts that stand under the tab of another."""

ONE_OF = {"facts": "Fact", "agenda": "Agenda", "plans": "Plan", "triggers": "Sore point", "topics": "Topic"}
"""Part -> what one of its entries is called."""


def part_place(id_: str, part: str, entry: str = "") -> Route:
    """Return the screen of one part, or of one entry of it."""
    return place_of(id_, "edit", **({"part": part} | ({"entry": entry} if entry else {})))


def tabs(id_: str, part: str, entry: str) -> Markup:
    """Return the ways to the parts; the one that is shown, or that an entry belongs to, is marked."""
    now = TAB_OF.get(part, part)
    rows = join(
        markup('<li><b class="rw-tab is-now" aria-current="page">{words}</b></li>', words=words)
        if tab == now and not entry
        else markup("<li>{way}</li>", way=link(part_place(id_, tab), words, "rw-tab is-in" if tab == now else "rw-tab"))
        for tab, words in TABS
    )
    return markup('<nav class="rw-tabs" aria-label="Parts of this customer"><ul>{rows}</ul></nav>', rows=rows)


def title_of(part: str, entry: str) -> str:
    """Return what one entry is called: `Fact: eleven days`, `Deny, while closed`."""
    if part == LINES:
        act, _, band = entry.partition(".")
        return f"{spaced(act).capitalize()}, while {band}"
    return f"{ONE_OF[part]}: {spaced(entry)}" if part in ONE_OF else dict(TABS).get(TAB_OF.get(part, part), "")


def where_is(data: Mapping[str, Any], key: str) -> tuple[str, str]:
    """Return the part and the entry whose form holds a finding's key; the file for one that no form holds."""
    part, _, rest = key.partition(".")
    if part == LINES:
        entry = ".".join(rest.split(".")[:2]).partition("[")[0]
        return part, entry if piece_of(data, part, entry) else ""
    if part in ENTRIES:
        entry = rest.partition(".")[0]
        return (part, entry) if entry in names_in(data, part) else (TAB_OF.get(part, part), "")
    for single in SINGLE:
        piece = piece_of(data, single)
        if piece is not None and field_of(key, (field.name for field in piece.fields)):
            return single, ""
    return FILE, ""


def names_of(data: Mapping[str, Any], piece: Piece) -> dict[str, str]:
    """Return name -> label of every box of a piece, its rows of lines too."""
    names = {field.name: field.label for field in piece.fields}
    for lines in piece.lists:
        for at in range(len(entries_of(data, lines))):
            names |= {field.name: f"{lines.label}, line {at + 1}" for field in row_fields(lines, at)}
        names[lines.more] = lines.label
    return names


def spaced(name: str) -> str:
    """Return an id as words."""
    return name.replace("_", " ")
