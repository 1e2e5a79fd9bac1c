"""Form: one code, one check, the evidence rules or the criteria, field by field, each with who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from agent.content.editing.rubric_fields import RubricField, field_text, law_reads, rubric_fields, ticked
from agent.errors import Finding
from agent.model.practice.person import Person
from agent.model.training.edition import Draft
from agent.model.training.rubric_parts import Part, part_of
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.page import button, link
from agent.web.views.people.fields import moment, para
from agent.web.views.training.rubrics.places import (
    DISCARD,
    FILE,
    HOME,
    place_of_key,
    place_of_piece,
    spaced,
    spot_of,
    ways,
)  # fmt: skip
from agent.web.views.training.rubrics.words import choices_in_words
from agent.web.views.training.workshop_frame import workshop_screen

LONGEST_TEXT = 8_000
"""Letters of one field."""

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
        'data-edition="{edition}" novalidate><div class="rw-group"><div class="rw-fields">{fields}</div></div>'
        '<p class="rw-ways"><button type="submit" class="rw-button is-main" name="then" value="effect">'
        'Save, and see what it would change</button><button type="submit" class="rw-button" name="then" value="">'
        "Save the draft</button></p></form>",
        piece=piece,
        name=name,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        fields=fields,
    )
    told = findings_of(findings, place.search, news) if findings or news else EMPTY
    title = {"evidence": "Empathy and empowerment", "criteria": "The criteria"}.get(piece, "")
    title = title or f"{piece.capitalize()}: {spaced(name)}"
    parts = (ways(own), told, _kept_by_law(piece, name, data), body)
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


def _field_row(field: RubricField, data: Mapping[str, Any], findings: Sequence[Finding]) -> Markup:
    wrong = [
        one for one in findings if one.key == field.name or one.key.startswith((f"{field.name}[", f"{field.name}."))
    ]
    part, spot = part_of(tuple(str(key) for key in field.path)), spot_of(field.name)
    about = markup(
        '<small id="{spot}-about">{hint} <span class="rw-reader {kind}">{label}</span></small>{wrong}',
        spot=spot,
        hint=field.hint,
        kind=_reader_kind(part),
        label=part.label,
        wrong=_told_wrong(spot, wrong) if wrong else EMPTY,
    )
    if field.kind == "ticks":
        return _ticks(field, data, spot, about)
    wide = "" if field.kind in ("number", "choice", "line") else "is-wide"
    return markup(
        '<div class="rw-field {wide}"><label for="{spot}"><span>{label}</span></label>{box}{about}</div>',
        wide=wide,
        spot=spot,
        label=field.label,
        box=_entry_box(field, data, spot, bool(wrong)),
        about=about,
    )


def _reader_kind(part: Part) -> str:
    return "is-both" if part.embedded else "is-model" if part.model else "is-people"


def _told_wrong(spot: str, wrong: Sequence[Finding]) -> Markup:
    told = join(markup("<span>{told}. Mend: {fix}.</span>", told=one.problem, fix=one.fix) for one in wrong)
    return markup('<p class="rw-wrong" id="{spot}-wrong">{told}</p>', spot=spot, told=told)


def _entry_box(field: RubricField, data: Mapping[str, Any], spot: str, wrong: bool) -> Markup:
    value = field_text(data, field)
    more = markup(
        'id="{spot}" name="{name}" aria-describedby="{spot}-about{second}"{invalid}',
        spot=spot,
        name=field.name,
        second=f" {spot}-wrong" if wrong else "",
        invalid=markup(' aria-invalid="true"') if wrong else EMPTY,
    )
    if field.kind == "choice":
        strange = [(value, value)] if value not in dict(field.choices) else []
        options = join(
            markup('<option value="{one}"{now}>{words}</option>', one=one, words=words,
                   now=markup(" selected") if one == value else EMPTY)
            for one, words in (*choices_in_words(field), *strange)
        )  # fmt: skip
        return markup("<select {more}>{options}</select>", more=more, options=options)
    if field.kind in ("text", "lines"):
        rows = min(12, max(2, value.count("\n") + 1 + len(value) // 90))
        return markup('<textarea {more} rows="{rows}" maxlength="{most}">{value}</textarea>',
                      more=more, rows=rows, most=LONGEST_TEXT, value=value)  # fmt: skip
    mode = markup(' inputmode="decimal"') if field.kind == "number" else EMPTY
    return markup('<input type="text" {more}{mode} value="{value}" maxlength="400" autocomplete="off">',
                  more=more, mode=mode, value=value)  # fmt: skip


def _ticks(field: RubricField, data: Mapping[str, Any], spot: str, about: Markup) -> Markup:
    now = ticked(data, field)
    boxes = join(
        markup(
            '<label class="rw-tickbox"><input type="checkbox" name="{name}:{value}" value="1"{now}> {words}</label>',
            name=field.name,
            value=value,
            words=words,
            now=markup(" checked") if value in now else EMPTY,
        )
        for value, words in choices_in_words(field)
    )
    return markup(
        '<fieldset class="rw-ticks {kind}" id="{spot}" tabindex="-1"><legend>{label}</legend>{about}<div>{boxes}</div>'
        "</fieldset>",
        kind="is-told" if field.path[-1] == "marks" else "",
        spot=spot,
        label=field.label,
        about=about,
        boxes=boxes,
    )


def findings_of(findings: Sequence[Finding], here: str, news: str = "") -> Markup:
    """Return what is wrong, each with the way to its field; `here`: the address of this form, whose fields are near."""
    errors = sum(one.severity == "error" for one in findings)
    told = f"{plural(errors, 'thing')} to mend before it can be published" if errors else "Nothing to mend"
    return markup(
        '<div class="rw-findings {kind}" tabindex="-1"{focus}><h2>{told}.</h2><ul>{rows}</ul></div>',
        kind="is-wrong" if errors else "is-fine",
        focus=markup(' data-focus="{news}"', news=news) if news else EMPTY,
        told=told,
        rows=join(_finding_item(one, here) for one in findings),
    )


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
        '<form class="rw-file" data-act="rubric_file" data-stamp="{stamp}" data-edition="{edition}">'
        '<label class="rw-field is-wide"><span>The file ({id}.yaml)</span>'
        '<textarea id="f-the-file" name="text" rows="28" spellcheck="false" maxlength="{most}">{text}</textarea>'
        "</label>"
        '<p class="rw-ways"><button type="submit" class="rw-button is-main" name="then" value="effect">'
        'Save, and see what it would change</button><button type="submit" class="rw-button" name="then" value="">'
        "Save the draft</button></p></form>",
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        id=draft.id,
        most=FILE_LETTERS,
        text=draft.text,
    )
    told = findings_of(findings, FILE.search, news) if findings or news else EMPTY
    return workshop_screen(FILE, person, "The rubric’s file", YOURS if own else THEIRS, ways(own, FILE), told, body,
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
