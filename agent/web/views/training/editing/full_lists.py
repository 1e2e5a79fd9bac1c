"""Full lists: the facts, plans and lines of a full customer as lists, each entry a way to its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from agent.content.editing.form_field import shown_text, value_at
from agent.content.editing.full_fields import ENTRIES, LINES, names_in
from agent.model.acts import Act, Band
from agent.model.training.edition import Draft
from agent.model.training.lean import ELSEWHERE
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link
from agent.web.views.people.fields import section
from agent.web.views.training.editing.draft_frame import stamp_id
from agent.web.views.training.editing.full_places import ONE_OF, part_place, spaced

UNDER = {"facts": ("facts",), "plans": ("agenda", "plans", "triggers"), LINES: ("topics",)}
"""Tab -> the parts whose entries are listed there."""

TITLES = {"facts": "Facts", "agenda": "What they came with", "plans": "Plans", "triggers": "Sore points",
          "topics": "What they answer to questions"}  # fmt: skip


def lists_of(draft: Draft, data: Mapping[str, Any], tab: str) -> Markup:
    """Return the lists that stand under a tab; nothing where it has none."""
    found = [_entries(draft, data, part) for part in UNDER.get(tab, ())]
    return join([_acts(draft, data), *found] if tab == LINES else found)


def _entries(draft: Draft, data: Mapping[str, Any], part: str) -> Markup:
    names = names_in(data, part)
    rows = join(
        markup(
            '<li><div>{way}<p class="rw-small" dir="auto">{about}</p></div></li>',
            way=link(part_place(draft.id, part, name), spaced(name), "rw-entry-way"),
            about=_about(data, part, name),
        )
        for name in names
    )
    listed = markup('<ul class="rw-customers">{rows}</ul>', rows=rows) if names else EMPTY
    return section(TITLES[part], listed, _add_form(draft, part) if len(names) < ENTRIES[part] else EMPTY)


def _about(data: Mapping[str, Any], part: str, name: str) -> str:
    """Return what an entry is, in one line."""
    entry = data[part][name]
    told = shown_text(entry.get(TELLING[part]), "text")
    if part != "facts":
        return told
    gate = [(words, shown_text(value_at(entry, ("gate", key)), "number")) for key, words in GATE]
    comes = ", ".join(f"{words} {value}" for words, value in gate if value)
    return f"{shown_text(entry.get('layer'), 'line').capitalize()}, {comes or 'at any time'}. {told}"


TELLING = {"facts": "truth", "agenda": "wants", "plans": "gist", "triggers": "why", "topics": "about"}
"""Part -> the key that tells what one of its entries is."""

GATE = (("trust", "trust from"), ("resistance", "resistance up to"), ("stage", "not before"))


def _add_form(draft: Draft, part: str) -> Markup:
    noun = "item of the agenda" if part == "agenda" else ONE_OF[part].lower()
    return markup(
        '<form class="rw-form" id="add-{part}-{at}" data-act="customer_entry" data-id="{id}" data-part="{part}" '
        'data-stamp="{stamp}" data-edition="{edition}"><label class="rw-field">'
        '<span>A new {noun}, in a word or two</span><input type="text" name="said" maxlength="50" autocomplete="off">'
        "<small>Its short name; no rep sees it.</small></label>"
        '<button type="submit" class="rw-button">Add the {noun}</button></form>',
        part=part,
        at=stamp_id(draft),
        id=draft.id,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        noun=noun,
    )


def _acts(draft: Draft, data: Mapping[str, Any]) -> Markup:
    rows = join(
        markup(
            '<tr><th scope="row">{act}</th>{bands}</tr>',
            act=spaced(act.value),
            bands=join(markup("<td>{way}</td>", way=_band_way(draft, data, act, band)) for band in Band),
        )
        for act in Act
        if act not in ELSEWHERE or value_at(data, (LINES, act.value))
    )
    table = markup(
        '<div class="rw-scroll" tabindex="0" role="region" aria-label="Lines by act"><table class="rw-lines is-acts">'
        '<thead><tr><th scope="col">When they</th>{bands}</tr></thead><tbody>{rows}</tbody></table></div>',
        bands=join(markup('<th scope="col">while {band}</th>', band=band.value) for band in Band),
        rows=rows,
    )
    return section("What they say by itself, by act", table)


def _band_way(draft: Draft, data: Mapping[str, Any], act: Act, band: Band) -> Markup:
    held = value_at(data, (LINES, act.value, band.value))
    words = markup(
        '{count}<span class="rw-away"> to {act}, while {band}</span>',
        count=plural(len(held), "line") if isinstance(held, list) else "none yet",
        act=spaced(act.value),
        band=band.value,
    )
    return link(part_place(draft.id, LINES, f"{act.value}.{band.value}"), words, "rw-entry-way")
