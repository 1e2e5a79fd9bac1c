"""Customers: the list that a trainer edits, and the way to begin a new one from the template."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.runtime.personal.training.editing.shelf import Customer
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link
from agent.web.views.people.fields import form, moment, section, text_field
from agent.web.views.training.workshop_frame import workshop_screen

LIST = Route("workshop")
KINDS = markup(
    '<dl class="rw-kinds"><div><dt>Full</dt><dd>every line is written for them, some 2,000 lines of a file</dd></div>'
    "<div><dt>Lean</dt><dd>40 to 80 lines of a file; what they do not say in words of their own, they say in shared "
    "ones</dd></div><div><dt>Draft</dt><dd>begun by you and not published, so nobody else sees it</dd></div></dl>"
)
"""What the words before a customer's difficulty mean."""

NEW, FROM_NOTES = (Route("workshop", more=(("do", what),)) for what in ("new", "notes"))


def place_of(id_: str, what: str, **more: str) -> Route:
    """Return the screen that does something with one customer."""
    return Route("workshop", id_, more=(("do", what), *more.items()))


def customers(person: Person, rows: Sequence[Customer]) -> Markup:
    """Return the list of customers."""
    ways = markup(
        '<p class="rw-ways">{new}{notes}</p>',
        new=link(NEW, "New customer", "rw-button is-main"),
        notes=link(FROM_NOTES, "From notes", "rw-button"),
    )
    listed = markup('<ul class="rw-customers" id="rw-customers">{rows}</ul>', rows=join(map(_customer_row, rows)))
    lead = (
        "Edit whom your reps meet. Nothing changes for them until you publish, and a session keeps what it began with."
    )
    return workshop_screen(LIST, person, "Customers", lead, ways, _search_box(len(rows)), KINDS, listed)


def _search_box(count: int) -> Markup:
    """Return the box that shows only some of the list, see `filter.js`."""
    return markup(
        '<p class="rw-search"><label class="rw-field"><span>Find a customer</span><input type="search" '
        'data-filter="rw-customers" data-most="{count}" autocomplete="off" placeholder="Name, role, company or draft">'
        '</label><small role="status" data-filtered></small></p>',
        count=count,
    )


def published_note(id_: str, edition: int) -> Markup:
    """Return that an edition is published, with the way to meet that customer."""
    told = f"Edition {edition} is published. Reps meet it from now on."
    return markup("{told} {way}", told=told, way=link(Route("brief", id_), "Meet them", "rw-button"))


def _customer_row(row: Customer) -> Markup:
    kind = {True: "lean", False: "full", None: "draft"}[row.lean]
    hard = f", difficulty {row.difficulty} of 5" if row.difficulty else ""
    return markup(
        '<li><div><h2 dir="auto">{name}</h2><p dir="auto">{about}</p><p class="rw-small">{facts}</p>{draft}</div>'
        '<p class="rw-ways">{edit}{versions}{compare}</p></li>',
        name=row.name,
        about=row.about,
        facts=f"{kind.capitalize()}{hard}. {_standing(row)}",
        draft=_draft_mark(row) if row.draft else EMPTY,
        edit=link(place_of(row.id, "edit"), _for_whom("Edit", row), "rw-button"),
        versions=link(place_of(row.id, "versions"), _for_whom("Versions", row), "rw-button"),
        compare=link(Route("compare-customer", row.id), _for_whom("Compare", row), "rw-button") if row.draft else EMPTY,
    )


def _for_whom(words: str, row: Customer) -> Markup:
    return markup('{words}<span class="rw-away"> {name}</span>', words=words, name=row.name)


def _standing(row: Customer) -> str:
    if row.newest is None:
        return "As it ships." if row.shown else "Not published yet."
    one = row.newest.edition
    who = f" by {row.newest.who}" if row.newest.who else ""
    what = "Withdrawn" if one.withdrawn else f"Edition {one.number}"
    return f"{what}{who}, {moment(one.at)}: {one.note}"


def _draft_mark(row: Customer) -> Markup:
    what = f"{plural(row.findings, 'finding')} to mend" if row.findings else "nothing to mend"
    return markup('<p class="rw-badge">A draft of yours waits: {what}</p>', what=what)


def new_customer(person: Person) -> Markup:
    """Return the screen that begins a customer from the template."""
    name = text_field("Name", "name", "", 80, "First and last name; the id of the file is made of it.")
    id_ = text_field("Id, if you want another", "id", "", 60, "Small letters, digits and _; as in ann_oduya.")
    began = section("Who is it?", form("customer_new", [name, id_], "Begin", "rw-button is-main", kept=True))
    lead = "You get a form with every field of a lean customer. What you have not written yet is named as a finding."
    return workshop_screen(NEW, person, "New customer", lead, began)
