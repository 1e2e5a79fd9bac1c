"""Customer editing: the screen on which a draft is written, and the screen of its versions."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.content.editing.lean_fields import lean_fields
from agent.content.lean.difficulty import LawNumber
from agent.model.acts import Act, Band
from agent.model.practice.person import Person
from agent.model.training.edition import LONGEST_NOTE, Draft, Edition
from agent.runtime.personal.training.editing.draft_reading import ReadDraft
from agent.runtime.personal.training.editing.publishing import Told
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, link
from agent.web.views.people.fields import choice_field, form, moment, section, text_field
from agent.web.views.training.customer_form import findings_summary, form_parts
from agent.web.views.training.customers import LIST, place_of
from agent.web.views.training.editing.draft_frame import THEIRS, YOURS, draft_ways, file_form, first_button, form_end
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
    parts = [draft_ways(draft, own), findings_summary(read.findings, names, news), _lean_form(draft, read, law)]
    parts += [_add_line(draft), _folded_file(draft)]
    lead = YOURS if own else THEIRS
    return workshop_screen(place_of(draft.id, "edit"), person, title, lead, *parts, kind="is-editing")


def _folded_file(draft: Draft) -> Markup:
    return markup(
        '<details class="rw-fold"><summary>The files behind it, as text</summary><p>Save the form first: what '
        "stands here is the draft as it was saved.</p>{inner}</details>",
        inner=file_form(draft, with_voice=True),
    )


def _lean_form(draft: Draft, read: ReadDraft, law: Sequence[LawNumber]) -> Markup:
    return markup(
        '<form class="rw-lean" data-act="customer_save" data-id="{id}" data-stamp="{stamp}" data-edition="{edition}" '
        "novalidate>"
        "{first}{parts}{end}</form>",
        first=first_button(),
        id=draft.id,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        parts=form_parts(read.data, read.findings, law),
        end=form_end("customer"),
    )


def _add_line(draft: Draft) -> Markup:
    acts = [(act.value, act.value.replace("_", " ")) for act in Act]
    bands = [(band.value, band.value) for band in Band]
    parts = [
        choice_field("When they", "kind", acts, Act.DENY.value),
        choice_field("While they are", "band", bands, Band.GUARDED.value),
        text_field("They say", "words", "", 400),
    ]
    told = "Each line stands before the shared ones. Save the form first."
    return section("Add a line of their own", markup("<p>{told}</p>", told=told),
                   form("customer_line", parts, "Add the line", id=draft.id))  # fmt: skip


def discarding(person: Person, draft: Draft) -> Markup:
    """Return the screen that asks before a draft is thrown away."""
    asked = markup(
        '<p class="rw-ways">{yes}{no}</p>',
        yes=button("customer_discard", "Throw it away", "rw-button is-grave", id=draft.id),
        no=link(place_of(draft.id, "edit"), "Keep it", "rw-button"),
    )
    lead = f"Your draft of {draft.id}, kept last {moment(draft.at)}, is gone then. What is published stays."
    return workshop_screen(place_of(draft.id, "discard"), person, "Throw the draft away?", lead, asked)


def versions_screen(
    person: Person, id_: str, found: Sequence[Told], draft: Draft | None, chosen: tuple[str, str],
    rows: Sequence[tuple[str, str]],
) -> Markup:  # fmt: skip
    """Return the list of editions, what differs between two of them, and the ways back.

    Args:
        found: newest first. chosen: the two that are compared, as the address names them. rows: (sign, line).
    """
    newest = found[0].edition if found else None
    stands = newest is not None and not newest.withdrawn and newest.number > 0
    listed = markup('<ol class="rw-editions">{rows}</ol>', rows=join(_edition_row(id_, one, newest) for one in found))
    parts = [markup('<p class="rw-ways">{back}{edit}</p>', back=link(LIST, "← All customers", "rw-button"),
                    edit=link(place_of(id_, "edit"), "Edit", "rw-button"))]  # fmt: skip
    parts.append(listed if found else markup('<p class="rw-empty">Nothing is published yet.</p>'))
    if draft is not None and newest is not None and newest.number > draft.edition:
        parts.append(_behind_note(id_, draft, newest))
    parts.append(_differences(id_, found, draft, chosen, rows))
    if stands:
        note = text_field("Why", "note", "", LONGEST_NOTE)
        asked = form("customer_withdraw", [note], "Withdraw", "rw-button is-grave", id=id_)
        told = markup("<p>What ships stands again then, or nothing. No edition is lost, and no session changes.</p>")
        parts.append(section("Withdraw what is published", told, asked))
    lead = (
        "Every edition is kept. Going back adds a new one with the old words; sessions keep the words they began with."
    )
    return workshop_screen(place_of(id_, "versions"), person, f"Versions of {id_}", lead, *parts)


def _behind_note(id_: str, draft: Draft, newest: Edition) -> Markup:
    told = (
        f"Your draft was begun from edition {draft.edition}, and edition {newest.number} came in between. Look at the "
        "difference below; published as it is, your draft would take its place."
    )
    return markup(
        '<div class="rw-findings is-wrong"><p>{told}</p>{go}</div>',
        told=told,
        go=button("customer_rebase", f"I have seen it: go on from edition {newest.number}", id=id_),
    )


def _edition_row(id_: str, told: Told, newest: Edition | None) -> Markup:
    one = told.edition
    back = EMPTY
    if one != newest and not one.withdrawn:
        words = "Go back to this" if one.number else "Go back to what ships"
        whole = markup("{words}<span class='rw-away'> (edition {n})</span>", words=words, n=one.number)
        back = button("customer_back", whole, id=id_, number=one.number)
    return markup(
        '<li><div><b>{what}</b> <span class="rw-small">{when}</span><p dir="auto">{note}</p></div>{back}</li>',
        what=("Withdrawn" if one.withdrawn else f"Edition {one.number}") if one.number else "As it ships",
        when=", ".join(part for part in (told.who, moment(one.at) if one.at else "") if part),
        note=one.note,
        back=back,
    )


def _differences(
    id_: str, found: Sequence[Told], draft: Draft | None, chosen: tuple[str, str], rows: Sequence[tuple[str, str]]
) -> Markup:
    choices = [*([("draft", "your draft")] if draft else [])]
    choices += [(str(one.edition.number), f"edition {one.edition.number}" if one.edition.number else "as it ships")
                for one in found if not one.edition.withdrawn]  # fmt: skip
    if len(choices) < 2:
        return EMPTY
    asked = form(
        "customer_differ",
        [choice_field("From", "before", choices, chosen[0]), choice_field("To", "after", choices, chosen[1])],
        "Show the difference", id=id_,
    )  # fmt: skip
    shown = markup(
        '<div class="rw-diff" tabindex="0" role="region" aria-label="Difference"><table><thead><tr><th scope="col">'
        "What</th><th scope=\"col\">Line</th></tr></thead><tbody>{rows}</tbody></table></div>",
        rows=join(_difference_row(sign, words) for sign, words in rows),
    ) if rows else markup('<p class="rw-empty">The two say the same.</p>')  # fmt: skip
    return section("What differs", asked, shown)


def _difference_row(sign: str, words: str) -> Markup:
    kind, said = {"+": ("is-new", "+ new"), "-": ("is-gone", "− gone")}.get(sign, ("", ""))
    return markup(
        '<tr class="{kind}"><td>{said}</td><td><code>{words}</code></td></tr>', kind=kind, said=said, words=words
    )
