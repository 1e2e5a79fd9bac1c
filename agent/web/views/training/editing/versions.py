"""Versions: every edition of a customer or the rubric, what differs between two of them, and the ways back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from agent.model.training.edition import LONGEST_NOTE, Draft, Edition
from agent.runtime.personal.training.editing.differences import Compared
from agent.runtime.personal.training.editing.publishing import Told
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button
from agent.web.views.people.fields import choice_field, form, moment, para, section, text_field

LEAD = "Every edition is kept. Going back adds a new one with the old words; a session keeps the words it began with."


def versions_parts(of: str, shown: Compared, withdrawing: str, **detail: str) -> list[Markup]:
    """Return what the screen of the versions holds.

    Args:
        of: what the acts of this kind begin with, as in `customer_back`. withdrawing: what comes of a withdrawal.
        detail: travels with each act.
    """
    newest = shown.newest
    rows = join(_edition_row(of, one, newest, detail) for one in shown.found)
    parts = [markup('<ol class="rw-editions">{rows}</ol>', rows=rows)]
    if not shown.found:
        parts = [markup('<p class="rw-empty">Nothing is published yet.</p>')]
    if shown.draft is not None and newest is not None and newest.number > shown.draft.edition:
        parts.append(_overtaken(of, shown.draft, newest, detail))
    parts.append(_compared(of, shown, detail))
    if newest is not None and newest.number and not newest.withdrawn:
        note = text_field("Why", "note", "", LONGEST_NOTE)
        asked = form(f"{of}_withdraw", [note], "Withdraw", "rw-button is-grave", kept=False, **detail)
        parts.append(section("Withdraw what is published", para(withdrawing), asked))
    return parts


def _overtaken(of: str, draft: Draft, newest: Edition, detail: Mapping[str, str]) -> Markup:
    told = (
        f"Your draft was begun from edition {draft.edition}, and edition {newest.number} came in between. Look at the "
        "difference below; published as it is, your draft would take its place."
    )
    return markup(
        '<div class="rw-findings is-wrong"><p>{told}</p>{go}</div>',
        told=told,
        go=button(f"{of}_rebase", f"I have seen it: go on from edition {newest.number}", **detail),
    )


def _edition_row(of: str, told: Told, newest: Edition | None, detail: Mapping[str, str]) -> Markup:
    one, back = told.edition, EMPTY
    if one != newest and not one.withdrawn:
        words = "Go back to this" if one.number else "Go back to what ships"
        whole = markup("{words}<span class='rw-away'> (edition {n})</span>", words=words, n=one.number)
        back = button(f"{of}_back", whole, number=str(one.number), **detail)
    return markup(
        '<li><div><b>{what}</b> <span class="rw-small">{when}</span><p dir="auto">{note}</p></div>{back}</li>',
        what=("Withdrawn" if one.withdrawn else f"Edition {one.number}") if one.number else "As it ships",
        when=", ".join(part for part in (told.who, moment(one.at) if one.at else "") if part),
        note=one.note,
        back=back,
    )


def _compared(of: str, shown: Compared, detail: Mapping[str, str]) -> Markup:
    choices = [*([("draft", "your draft")] if shown.draft else [])]
    choices += [(str(one.edition.number), f"edition {one.edition.number}" if one.edition.number else "as it ships")
                for one in shown.found if not one.edition.withdrawn]  # fmt: skip
    if len(choices) < 2:
        return EMPTY
    sides = [choice_field("From", "before", choices, shown.before), choice_field("To", "after", choices, shown.after)]
    asked = form(f"{of}_differ", sides, "Show the difference", kept=False, **detail)
    return section("What differs", asked, _difference_table(shown.rows))


def _difference_table(rows: Sequence[tuple[str, str]]) -> Markup:
    if not rows:
        return markup('<p class="rw-empty">The two say the same.</p>')
    return markup(
        '<div class="rw-diff" tabindex="0" role="region" aria-label="Difference"><table><thead><tr><th scope="col">'
        'What</th><th scope="col">Line</th></tr></thead><tbody>{rows}</tbody></table></div>',
        rows=join(_difference_row(sign, words) for sign, words in rows),
    )


def _difference_row(sign: str, words: str) -> Markup:
    kind, said = {"+": ("is-new", "+ new"), "-": ("is-gone", "− gone")}.get(sign, ("", ""))
    return markup(
        '<tr class="{kind}"><td>{said}</td><td><code>{words}</code></td></tr>', kind=kind, said=said, words=words
    )
