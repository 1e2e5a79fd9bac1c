"""Form: one code, one check, the evidence rules or the criteria, field by field, each with who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from agent.content.editing.form_field import FormField, ticked
from agent.content.editing.rubric_fields import field_text, law_reads, rubric_fields
from agent.errors import Finding
from agent.model.practice.person import Person
from agent.model.training.edition import Draft
from agent.model.training.rubric_parts import Part, part_of
from agent.runtime.personal.training.editing.differences import Compared
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.page import button, link
from agent.web.views.people.fields import KEPT, moment, para
from agent.web.views.training.editing.draft_frame import drawn_anew, stamp_id
from agent.web.views.training.editing.form_boxes import boxed, findings_told, spot_of, ticks
from agent.web.views.training.editing.versions import LEAD, versions_parts
from agent.web.views.training.rubrics.places import (
    DISCARD,
    FILE,
    HOME,
    VERSIONS,
    place_of_key,
    place_of_piece,
    spaced,
    ways,
)  # fmt: skip
from agent.web.views.training.rubrics.words import choices_in_words
from agent.web.views.training.workshop_frame import workshop_screen

FILE_LETTERS = 200_000
"""Letters of the file in its box; as many as `drafts.py` takes."""

YOURS = "Your draft. Only you see it until you publish."
THEIRS = "As it stands for everybody. Saving begins a draft of yours."


def piece_form(
    person: Person, draft: Draft, own: bool, piece: str, name: str, data: Mapping[str, Any],
    findings: Sequence[Finding], news: str = "",
) -> Markup:  # fmt: skip
    """Return the form of one piece of the rubric.

    Args:
        draft: one's own, or what stands as if it were one; `own` tells which. piece, name: as in `rubric_fields`.
        data: what the file holds. findings: all that is wrong with it. news: changes with each saving.
    """
    place = place_of_piece(piece, name)
    fields = join(_field_row(field, data, findings) for field in rubric_fields(data, piece, name))
    body = markup(
        '<form class="rw-lean" data-act="rubric_save" data-piece="{piece}" data-name="{name}" data-stamp="{stamp}" '
        'data-edition="{edition}" novalidate>{kept}<div class="rw-group"><div class="rw-fields">{fields}</div></div>'
        '<p class="rw-ways"><button type="submit" class="rw-button is-main" name="then" value="effect">'
        'Save, and see what it would change</button><button type="submit" class="rw-button" name="then" value="">'
        "Save the draft</button></p></form>",
        piece=piece,
        name=name,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        kept=KEPT,
        fields=fields,
    )
    told = findings_of(findings, place.search, news) if findings or news else EMPTY
    title = {"evidence": "Empathy and empowerment", "criteria": "The criteria"}.get(piece, "")
    title = title or f"{piece.capitalize()}: {spaced(name)}"
    parts = (ways(own), told, _kept_by_law(piece, name, data), drawn_anew(f"{place.search} {stamp_id(draft)}", body))
    return workshop_screen(place, person, title, YOURS if own else THEIRS, *parts, kind="is-editing is-rubric")


def _kept_by_law(piece: str, name: str, data: Mapping[str, Any]) -> Markup:
    if piece != "check":
        return EMPTY
    check = data["checks"][name]
    if check.get("guard") is True:
        told = "This is a guard: it passes until something fails it, and a failed guard takes its criterion to nothing."
    else:
        told = "This check adds its weight to its criterion when it passes."
    if law_reads(name):
        told += " The law reads it under this name, so it can be neither renamed nor taken out, and stays what it is."
    return para(told)


def _field_row(field: FormField, data: Mapping[str, Any], findings: Sequence[Finding]) -> Markup:
    wrong = [
        one for one in findings if one.key == field.name or one.key.startswith((f"{field.name}[", f"{field.name}."))
    ]
    field = replace(field, choices=tuple(choices_in_words(field)))
    part = part_of(tuple(str(key) for key in field.path))
    reader = markup('<span class="rw-reader {kind}">{label}</span>', kind=_reader_kind(part), label=part.label)
    if field.kind == "ticks":
        return ticks(field, ticked(data, field), field.hint, wrong, reader)
    return boxed(field, field_text(data, field), field.hint, wrong, reader=reader)


def _reader_kind(part: Part) -> str:
    return "is-both" if part.embedded else "is-model" if part.model else "is-people"


def findings_of(findings: Sequence[Finding], here: str, news: str = "") -> Markup:
    """Return what is wrong, each with the way to its field; `here`: the address of this form, whose fields are near."""
    return findings_told(findings, lambda one: _finding_item(one, here), news, "Nothing to mend")


def _finding_item(one: Finding, here: str) -> Markup:
    place = place_of_key(one.key) if one.key else FILE
    where = ", ".join(part for part in (one.key, f"line {one.line}" if one.line else "") if part) or one.file
    if place.search == here:
        way = markup('<a href="#{spot}" data-spot="{spot}">{where}</a>', spot=spot_of(one.key), where=where)
    else:
        way = link(place, where)
    return markup("<li>{way}: {problem}. Mend: {fix}.</li>", way=way, problem=one.problem, fix=one.fix)


def file_screen(person: Person, draft: Draft, own: bool, findings: Sequence[Finding], news: str = "") -> Markup:
    """Return the screen of the file as text, with what is wrong by its line."""
    body = markup(
        '<form class="rw-file" data-act="rubric_file" data-stamp="{stamp}" data-edition="{edition}">{kept}'
        '<label class="rw-field is-wide"><span>The file ({id}.yaml)</span>'
        '<textarea id="f-the-file" name="text" rows="28" spellcheck="false" maxlength="{most}">{text}</textarea>'
        "</label>"
        '<p class="rw-ways"><button type="submit" class="rw-button is-main" name="then" value="effect">'
        'Save, and see what it would change</button><button type="submit" class="rw-button" name="then" value="">'
        "Save the draft</button></p></form>",
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        kept=KEPT,
        id=draft.id,
        most=FILE_LETTERS,
        text=draft.text,
    )
    told = findings_of(findings, FILE.search, news) if findings or news else EMPTY
    return workshop_screen(FILE, person, "The rubric’s file", YOURS if own else THEIRS, ways(own, FILE), told,
                           drawn_anew(f"file {stamp_id(draft)}", body),
                           kind="is-editing is-rubric")  # fmt: skip


def discard_screen(person: Person, draft: Draft) -> Markup:
    """Return the screen that asks before a draft is thrown away."""
    asked = markup(
        '<p class="rw-ways">{yes}{no}</p>',
        yes=button("rubric_discard", "Throw it away", "rw-button is-grave"),
        no=link(HOME, "Keep it", "rw-button"),
    )
    lead = f"Your draft of the rubric, kept last {moment(draft.at)}, is gone then. What is published stays."
    return workshop_screen(DISCARD, person, "Throw the draft away?", lead, asked)


def rubric_versions(person: Person, shown: Compared) -> Markup:
    """Return the screen of the versions of the rubric."""
    told = "The file that ships stands again then. No edition is lost, and no session changes."
    parts = (ways(shown.draft is not None, VERSIONS), *versions_parts("rubric", shown, told))
    return workshop_screen(VERSIONS, person, "Versions of the rubric", LEAD, *parts)
