"""Versions: every edition of the rubric, what differs between two of them, and the ways back."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from agent.model.practice.person import Person
from agent.model.training.edition import LONGEST_NOTE, Draft, Edition
from agent.runtime.personal.training.editing.publishing import Told
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button
from agent.web.views.people.fields import choice_field, form, moment, para, section, text_field
from agent.web.views.training.rubrics.places import VERSIONS, ways
from agent.web.views.training.workshop_frame import workshop_screen


def rubric_versions(
    person: Person, found: Sequence[Told], draft: Draft | None, chosen: tuple[str, str], rows: Sequence[tuple[str, str]]
) -> Markup:
    """Return the screen of the versions.

    Args:
        found: newest first. chosen: the two that are compared, as the address names them. rows: (sign, line).
    """
    newest = found[0].edition if found else None
    listed = markup('<ol class="rw-editions">{rows}</ol>', rows=join(_edition_item(one, newest) for one in found))
    parts = [ways(draft is not None, VERSIONS), listed]
    if draft is not None and newest is not None and newest.number > draft.edition:
        parts.append(_overtaken(draft, newest))
    parts.append(_compared(found, draft, chosen, rows))
    if newest is not None and newest.number and not newest.withdrawn:
        note = text_field("Why", "note", "", LONGEST_NOTE)
        told = para("The file that ships stands again then. No edition is lost, and no session changes.")
        parts.append(section("Withdraw what is published", told,
                             form("rubric_withdraw", [note], "Withdraw", "rw-button is-grave")))  # fmt: skip
    lead = "Every edition is kept. Going back adds a new one with the old words; a session keeps the one it began with."
    return workshop_screen(VERSIONS, person, "Versions of the rubric", lead, *parts)


def _overtaken(draft: Draft, newest: Edition) -> Markup:
    told = (
        f"Your draft was begun from edition {draft.edition}, and edition {newest.number} came in between. Look at the "
        "difference below; published as it is, your draft would take its place."
    )
    words = f"I have seen it: go on from edition {newest.number}"
    return markup('<div class="rw-findings is-wrong"><p>{told}</p>{go}</div>', told=told,
                  go=button("rubric_rebase", words))  # fmt: skip


def _edition_item(told: Told, newest: Edition | None) -> Markup:
    one, back = told.edition, EMPTY
    if one != newest and not one.withdrawn:
        words = "Go back to this" if one.number else "Go back to what ships"
        whole = markup("{words}<span class='rw-away'> (edition {n})</span>", words=words, n=one.number)
        back = button("rubric_back", whole, number=one.number)
    return markup(
        '<li><div><b>{what}</b> <span class="rw-small">{when}</span><p dir="auto">{note}</p></div>{back}</li>',
        what=("Withdrawn" if one.withdrawn else f"Edition {one.number}") if one.number else "As it ships",
        when=", ".join(part for part in (told.who, moment(one.at) if one.at else "") if part),
        note=one.note,
        back=back,
    )


def _compared(
    found: Sequence[Told], draft: Draft | None, chosen: tuple[str, str], rows: Sequence[tuple[str, str]]
) -> Markup:
    choices = [*([("draft", "your draft")] if draft else [])]
    choices += [(str(one.edition.number), f"edition {one.edition.number}" if one.edition.number else "as it ships")
                for one in found if not one.edition.withdrawn]  # fmt: skip
    if len(choices) < 2:
        return EMPTY
    asked = form(
        "rubric_differ",
        [choice_field("From", "before", choices, chosen[0]), choice_field("To", "after", choices, chosen[1])],
        "Show the difference",
    )
    shown = markup(
        '<div class="rw-diff" tabindex="0" role="region" aria-label="Difference"><table><thead><tr><th scope="col">'
        'What</th><th scope="col">Line</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=join(_differing_line(sign, words) for sign, words in rows),
    ) if rows else markup('<p class="rw-empty">The two say the same.</p>')  # fmt: skip
    return section("What differs", asked, shown)


def _differing_line(sign: str, words: str) -> Markup:
    kind, said = {"+": ("is-new", "+ new"), "-": ("is-gone", "− gone")}.get(sign, ("", ""))
    return markup('<tr class="{kind}"><td>{said}</td><td><code>{words}</code></td></tr>', kind=kind, said=said,
                  words=words)  # fmt: skip
