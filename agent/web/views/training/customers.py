"""Customers: the list that a trainer edits, and the two ways to begin a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.runtime.personal.training.editing.publishing import Told
from agent.web.routes import Route
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import link
from agent.web.views.people.fields import form, moment, section, text_field
from agent.web.views.training.workshop_frame import workshop_screen

LIST = Route("workshop")
NEW, FROM_NOTES = (Route("workshop", more=(("do", what),)) for what in ("new", "notes"))

LONGEST_NOTES = 20_000
"""Letters of pasted notes, and of a talk beside them; two pages have some 6,000."""

LONGEST_NAME = 80


@dataclass(frozen=True)
class Row:
    """One customer in the list.

    Attributes:
        id, name, about: who it is. lean: in a short file; None while nothing of it can be read. difficulty: 1 to 5, 0
            where it is not known. newest: the newest edition, if any was published.
        shown: reps may meet them. draft: one writes at it. findings: what is wrong with that draft.
    """

    id: str
    name: str
    about: str = ""
    lean: bool | None = None
    difficulty: int = 0
    newest: Told | None = None
    shown: bool = True
    draft: bool = False
    findings: int = 0


def place_of(id_: str, what: str, **more: str) -> Route:
    """Return the screen that does something with one customer."""
    return Route("workshop", id_, more=(("do", what), *more.items()))


def customers(person: Person, rows: Sequence[Row]) -> Markup:
    """Return the list of customers."""
    ways = markup(
        '<p class="rw-ways">{new}{notes}</p>',
        new=link(NEW, "New customer", "rw-button is-main"),
        notes=link(FROM_NOTES, "From notes", "rw-button"),
    )
    listed = markup('<ul class="rw-customers">{rows}</ul>', rows=join(_customer_row(row) for row in rows))
    lead = (
        "Edit whom your reps meet. Nothing changes for them until you publish, and a session keeps what it began with."
    )
    return workshop_screen(LIST, person, "Customers", lead, ways, listed)


def published_note(id_: str, edition: int) -> Markup:
    """Return that an edition is published, with the way to meet that customer."""
    told = f"Edition {edition} is published. Reps meet it from now on."
    return markup("{told} {way}", told=told, way=link(Route("brief", id_), "Meet them", "rw-button"))


def _customer_row(row: Row) -> Markup:
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


def _for_whom(words: str, row: Row) -> Markup:
    return markup('{words}<span class="rw-away"> {name}</span>', words=words, name=row.name)


def _standing(row: Row) -> str:
    if row.newest is None:
        return "As it ships." if row.shown else "Not published yet."
    one = row.newest.edition
    who = f" by {row.newest.who}" if row.newest.who else ""
    what = "Withdrawn" if one.withdrawn else f"Edition {one.number}"
    return f"{what}{who}, {moment(one.at)}: {one.note}"


def _draft_mark(row: Row) -> Markup:
    what = f"{plural(row.findings, 'finding')} to mend" if row.findings else "nothing to mend"
    return markup('<p class="rw-badge">A draft of yours waits: {what}</p>', what=what)


def new_customer(person: Person) -> Markup:
    """Return the screen that begins a customer from the template."""
    name = text_field("Name", "name", "", 80, "First and last name; the id of the file is made of it.")
    id_ = text_field("Id, if you want another", "id", "", 60, "Small letters, digits and _; as in ann_oduya.")
    began = section("Who is it?", form("customer_new", [name, id_], "Begin", "rw-button is-main"))
    lead = "You get a form with every field of a lean customer. What you have not written yet is named as a finding."
    return workshop_screen(NEW, person, "New customer", lead, began)


def from_notes(person: Person, place: Route, model: str, kept: Mapping[str, str]) -> Markup:
    """Return the screen that begins a customer from notes.

    Args:
        place: where it is. model: the name of one that may write the draft, or empty.
        kept: field -> what stands in it already.
    """
    parts = [
        text_field("Name", "name", kept.get("name", ""), 80, "If the notes do not say it under “Name:”."),
        _long_field("Notes", "notes", kept.get("notes", ""), 14, NOTES_HINT),
        _long_field("An example transcript, if you have one", "transcript", kept.get("transcript", ""), 6, TALK_HINT),
        text_field(
            "Which speaker is the customer", "speaker", kept.get("speaker", ""), 40, "The name before their lines."
        ),
        text_field("Names to take out of it", "without", kept.get("without", ""), 1_000, "Parted by commas."),
    ]
    if model:
        parts.append(markup(
            '<label class="rw-tickbox is-whole"><input type="checkbox" name="model" value="1" checked> '
            "<span>Let the model write it. Notes and transcript go to {model}; half a minute is usual.</span></label>",
            model=model,
        ))  # fmt: skip
    asked = form("customer_notes", parts, "Make a draft", "rw-button is-main")
    lead = "Paste what you know of them. It becomes a draft that only you see, with a finding at every gap."
    return workshop_screen(place, person, "Customer from notes", lead, section("Notes", asked, kind="is-notes"))


def _long_field(label: str, name: str, value: str, rows: int, hint: str) -> Markup:
    return markup(
        '<label class="rw-field is-wide"><span>{label}</span>'
        '<textarea name="{name}" rows="{rows}" maxlength="{most}">{value}</textarea>{hint}</label>',
        label=label,
        name=name,
        rows=rows,
        most=LONGEST_NOTES,
        value=value,
        hint=markup("<small>{hint}</small>", hint=hint) if hint else EMPTY,
    )


NOTES_HINT = (
    "Up to 20,000 letters. Headings put what follows into the right fields: Role:, Company:, Situation:, Facts:, "
    "Concern facts:, Secrets:, Quotes:, Wants:, Plan:. Text under another heading stays with the one before it. Three "
    "facts fit the draft; add others in the form."
)
TALK_HINT = (
    "Up to 20,000 letters, one line each, such as “Customer: Nobody asked us.” What the customer says shows how they "
    "sound."
)
