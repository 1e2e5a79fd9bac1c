"""Customer editing: the screen on which a draft is written, and the screen of its versions."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.content.editing.lean_fields import SAMPLES, lean_fields
from agent.content.lean.difficulty import LawNumber
from agent.content.lean.notes.unplaced import unplaced_in
from agent.model.acts import Act, Band
from agent.model.practice.person import Person
from agent.model.training.edition import Draft
from agent.runtime.personal.training.editing.differences import Compared
from agent.runtime.personal.training.editing.draft_reading import ReadDraft
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.labels import BANDS
from agent.web.views.page import button, link
from agent.web.views.people.fields import KEPT, choice_field, form, moment, section, text_field
from agent.web.views.training.customer_form import findings_summary, form_parts
from agent.web.views.training.customers import LIST, place_of
from agent.web.views.training.editing.draft_frame import (
    THEIRS,
    YOURS,
    draft_ways,
    drawn_anew,
    file_form,
    first_button,
    form_end,
    stamp_id,
)
from agent.web.views.training.editing.versions import LEAD, versions_parts
from agent.web.views.training.workshop_frame import workshop_screen


def editing(
    person: Person, draft: Draft, read: ReadDraft, law: Sequence[LawNumber], own: bool, news: str = ""
) -> Markup:
    """Return the screen on which a lean customer is edited.

    Args:
        draft: one's own, or what stands as if it were one. own: it is a draft by now. law: the numbers behind the knob.
        news: changes with each saving, so that the page reads out what is wrong now.
    """
    names = {field.name: f"{field.group}: {field.label}" for field in lean_fields(read.data)}
    called = read.data.get("name")
    title = called if isinstance(called, str) and called else draft.id
    parts = [draft_ways(draft, own), findings_summary(read.findings, names, news), _not_placed(draft)]
    forms = join([_lean_form(draft, read, law), _add_line(draft), _folded_file(draft)])
    parts.append(drawn_anew(f"{draft.id} {stamp_id(draft)}", forms))
    lead = YOURS if own else THEIRS
    return workshop_screen(place_of(draft.id, "edit"), person, title, lead, *parts, kind="is-editing")


def _not_placed(draft: Draft) -> Markup:
    """Return what of the notes has no field, to copy from."""
    left = unplaced_in(draft.text)
    if not left:
        return EMPTY
    rows = join(markup('<li dir="auto">{one}</li>', one=one) for one in left)
    told = markup(
        "<p>These pieces of your notes went into no field. Copy what you need. The list stays with your draft until "
        "you put it away or publish; nobody else sees it.</p><ul>{rows}</ul><p>{away}</p>",
        rows=rows,
        away=button("customer_put_away", "Put this list away", id=draft.id),
    )
    return section(f"Not placed: {plural(len(left), 'piece')} of your notes", told, kind="is-unplaced")


def _folded_file(draft: Draft) -> Markup:
    return markup(
        '<details class="rw-fold"><summary>The files behind it, as text</summary><p>Save the form first: what '
        "stands here is the draft as it was saved.</p>{inner}</details>",
        inner=file_form(draft, with_voice=True),
    )


def _lean_form(draft: Draft, read: ReadDraft, law: Sequence[LawNumber]) -> Markup:
    return markup(
        '<form class="rw-lean" data-act="customer_save" data-id="{id}" data-stamp="{stamp}" data-edition="{edition}" '
        "novalidate>{kept}{first}{parts}{end}</form>",
        first=first_button(),
        id=draft.id,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        kept=KEPT,
        parts=form_parts(read.data, read.findings, law),
        end=form_end("customer"),
    )


def _add_line(draft: Draft) -> Markup:
    acts = [(act.value, words) for act, words in SAMPLES.items()]
    bands = list(BANDS.items())
    parts = [
        choice_field("When they", "kind", acts, Act.DENY.value),
        choice_field("While they are", "band", bands, Band.GUARDED.value),
        text_field("They say", "words", "", 400),
    ]
    told = "Each line stands before the shared ones. Save the form first."
    return section("Add a line of their own", markup("<p>{told}</p>", told=told),
                   form("customer_line", parts, "Add the line", kept=True, id=draft.id))  # fmt: skip


def discarding(person: Person, draft: Draft) -> Markup:
    """Return the screen that asks before a draft is thrown away."""
    asked = markup(
        '<p class="rw-ways">{yes}{no}</p>',
        yes=button("customer_discard", "Throw it away", "rw-button is-grave", id=draft.id),
        no=link(place_of(draft.id, "edit"), "Keep it", "rw-button"),
    )
    lead = f"Your draft of {draft.id}, kept last {moment(draft.at)}, is gone then. What is published stays."
    return workshop_screen(place_of(draft.id, "discard"), person, "Throw the draft away?", lead, asked)


def versions_screen(person: Person, id_: str, name: str, shown: Compared) -> Markup:
    """Return the list of editions, what differs between two of them, and the ways back."""
    ways = markup('<p class="rw-ways">{back}{edit}</p>', back=link(LIST, "← All customers", "rw-button"),
                  edit=link(place_of(id_, "edit"), "Edit", "rw-button"))  # fmt: skip
    told = (
        "Reps then meet the customer as shipped with this product; one that did not ship with it is not shown to them "
        "any more. No edition is lost, and no session changes."
    )
    parts = versions_parts("customer", shown, told, id=id_)
    return workshop_screen(place_of(id_, "versions"), person, f"Versions of {name or id_}", LEAD, ways, *parts)
