"""Customer form: a lean customer field by field, with what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from agent.content.editing.form_field import FormField
from agent.content.editing.lean_fields import ROWS, lean_fields
from agent.content.editing.lean_form import prompt_of, shown
from agent.content.lean.difficulty import LawNumber
from agent.errors import Finding
from agent.web.views.html import EMPTY, join, markup
from agent.web.views.training.editing.form_boxes import boxed, field_of, findings_told, is_unwritten, sentence, spot_of

GROUP_OF_PART = {"facts": "What they hide", "agenda": "What they came with", "triggers": "Sore points"}
ADD = {"facts": "Add a fact", "agenda": "Add an item", "triggers": "Add a sore point"}


def findings_summary(findings: Sequence[Finding], names: Mapping[str, str], news: str) -> Markup:
    """Return what is wrong, as ways to the fields.

    Args:
        names: name of a field -> what the page calls it. news: changes with each saving.
    """
    return findings_told(findings, lambda one: _finding_row(one, names), news, "Nothing stands in its way")


def _finding_row(one: Finding, names: Mapping[str, str]) -> Markup:
    field = field_of(one.key, names) if one.key else ""
    where = names.get(field) or one.key or (f"line {one.line}" if one.line else one.file)
    words = markup("{kind}{where}", kind="" if one.severity == "error" else "Hint: ", where=where)
    way = markup('<a href="#{spot}" data-spot="{spot}">{words}</a>', spot=spot_of(field or "the-file"), words=words)
    if is_unwritten(one):  # the field itself says what is wanted
        return markup("<li>{way} is still to be written.</li>", way=way)
    return markup("<li>{way}: {problem}. {fix}.</li>", way=way, problem=one.problem, fix=sentence(one.fix))


def form_parts(data: Mapping[str, object], findings: Sequence[Finding], law: Sequence[LawNumber]) -> Markup:
    """Return the parts of the form, for what a file holds, right or wrong."""
    fields = lean_fields(data)
    names = [field.name for field in fields]
    wrong: dict[str, list[Finding]] = {}
    for one in findings:
        wrong.setdefault(field_of(one.key, names) if one.key else "", []).append(one)
    parts = [
        _group(group, list(inside), data, wrong, law) for group, inside in groupby(fields, lambda field: field.group)
    ]
    present = {field.group for field in fields}
    parts += [_empty_group(part) for part, group in GROUP_OF_PART.items() if group not in present]
    return join(parts)


def _empty_group(part: str) -> Markup:
    return markup(
        '<fieldset class="rw-group"><legend>{group}</legend><p>{add}</p></fieldset>',
        group=GROUP_OF_PART[part],
        add=_add_button(part),
    )


def _group(
    group: str, fields: list[FormField], data: Mapping[str, object], wrong: Mapping[str, list[Finding]],
    law: Sequence[LawNumber],
) -> Markup:  # fmt: skip
    rows = [
        _entry(row, [_field(one, data, wrong.get(one.name, ()), law) for one in inside])
        for row, inside in groupby(fields, lambda field: field.row)
    ]
    part = next((part for part, named in GROUP_OF_PART.items() if named == group), "")
    return markup(
        '<fieldset class="rw-group"><legend>{group}</legend>{rows}{add}</fieldset>',
        group=group,
        rows=join(rows),
        add=markup("<p>{button}</p>", button=_add_button(part)) if part else EMPTY,
    )


def _entry(row: str, fields: list[Markup]) -> Markup:
    inside = markup('<div class="rw-fields">{fields}</div>', fields=join(fields))
    if row == "law":
        return markup("<details><summary>The 24 numbers behind it</summary>{inside}</details>", inside=inside)
    if row == "samples":
        return markup(
            '<h3 id="{spot}" tabindex="-1">Lines of their own</h3>'
            "<p>Five or more, each for another act and not about any fact below.</p>{inside}",
            spot=spot_of("voice.samples"),
            inside=inside,
        )
    if not row:
        return inside
    return markup(
        '<section class="rw-entry"><h3>{name}</h3>{inside}<p><button type="submit" class="rw-quiet" name="then" '
        'value="remove:{row}" formnovalidate>Remove {name}</button></p></section>',
        name=row.partition(".")[2].replace("_", " "),
        inside=inside,
        row=row,
    )


def _add_button(part: str) -> Markup:
    return markup(
        '<button type="submit" class="rw-button" name="then" value="add:{part}">{words}</button>'
        "<small> {most} at most; what you typed is saved with it.</small>",
        part=part,
        words=ADD[part],
        most=ROWS[part][1],
    )


def _field(field: FormField, data: Mapping[str, object], wrong: Sequence[Finding], law: Sequence[LawNumber]) -> Markup:
    number = next((one for one in law if field.path == ("law", one.name)), None)
    hint = f"{number.means} ({number.span}; now {number.value:g})" if number else field.hint
    return boxed(field, shown(data, field), hint, wrong, prompt_of(data, field))
