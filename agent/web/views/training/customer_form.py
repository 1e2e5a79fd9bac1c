"""Customer form: a lean customer field by field, with what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from markupsafe import Markup

from agent.content.editing.form_field import FormField
from agent.content.editing.lean_fields import ROWS, lean_fields
from agent.content.editing.lean_form import prompt_of, shown
from agent.content.lean.difficulty import LawNumber
from agent.errors import Finding
from agent.web.views.html import EMPTY, join, markup, plural

LONGEST_FIELD = 8_000
"""Letters of one field of the form."""

GROUP_OF_PART = {"facts": "What they hide", "agenda": "What they came with", "triggers": "Sore points"}
ADD = {"facts": "Add a fact", "agenda": "Add an item", "triggers": "Add a sore point"}


def field_of(key: str, names: Iterable[str]) -> str:
    """Return the field that a finding's key belongs to: itself, the nearest above it, or the first below it."""
    above = [name for name in names if key == name or key.startswith((f"{name}.", f"{name}["))]
    return max(above, key=len, default="") or next((name for name in names if name.startswith(f"{key}.")), "")


def findings_summary(findings: Sequence[Finding], names: Mapping[str, str], news: str) -> Markup:
    """Return what is wrong, as ways to the fields.

    Args:
        names: name of a field -> what the page calls it. news: changes with each saving.
    """
    errors = sum(one.severity == "error" for one in findings)
    told = f"{plural(errors, 'thing')} to mend before it can be published" if errors else "Nothing stands in its way"
    if (rest := len(findings) - errors) > 0:
        told += f"; {plural(rest, 'hint')} that would make it better"
    return markup(
        '<div class="rw-findings {kind}" tabindex="-1"{focus}><h2>{told}.</h2><ul>{rows}</ul></div>',
        kind="is-wrong" if errors else "is-fine",
        focus=markup(' data-focus="{news}"', news=news) if news else EMPTY,
        told=told,
        rows=join(_finding_row(one, names) for one in findings),
    )


def _finding_row(one: Finding, names: Mapping[str, str]) -> Markup:
    field = field_of(one.key, names) if one.key else ""
    where = names.get(field) or one.key or (f"line {one.line}" if one.line else one.file)
    words = markup("{kind}{where}", kind="" if one.severity == "error" else "Hint: ", where=where)
    way = markup('<a href="#{spot}" data-spot="{spot}">{words}</a>', spot=_spot(field or "the-file"), words=words)
    if _is_unwritten(one):  # the field itself says what is wanted
        return markup("<li>{way} is still to be written.</li>", way=way)
    return markup("<li>{way}: {problem}. {fix}.</li>", way=way, problem=one.problem, fix=_sentence(one.fix))


def _is_unwritten(one: Finding) -> bool:
    return one.problem.startswith("still to be written: '<") or one.problem.startswith('still to be written: "<')


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
            spot=_spot("voice.samples"),
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
    spot, value, words = _spot(field.name), shown(data, field), prompt_of(data, field)
    described = " ".join([*([f"{spot}-hint"] if hint else []), *([f"{spot}-wrong"] if wrong else [])])
    more = markup(
        'id="{spot}" name="{name}"{described}{invalid}',
        spot=spot,
        name=field.name,
        described=markup(' aria-describedby="{described}"', described=described) if described else EMPTY,
        invalid=markup('{wanted}{wrong}', wanted=markup(' placeholder="{words}"', words=words) if words else EMPTY,
                       wrong=markup(' aria-invalid="true"') if wrong else EMPTY),
    )  # fmt: skip
    return markup(
        '<div class="rw-field {wide}"><label for="{spot}"><span>{label}</span></label>{box}{hint}{wrong}</div>',
        wide="" if field.kind in ("number", "choice", "line") else "is-wide",
        spot=spot,
        label=field.label,
        box=_box(field, value, more),
        hint=markup('<small id="{spot}-hint">{hint}</small>', spot=spot, hint=hint) if hint else EMPTY,
        wrong=_wrong(spot, wrong) if wrong else EMPTY,
    )


def _wrong(spot: str, wrong: Sequence[Finding]) -> Markup:
    told = join(
        markup("<span>Still to be written.</span>")
        if _is_unwritten(one)
        else markup("<span>{told}. {fix}.</span>", told=one.problem, fix=_sentence(one.fix))
        for one in wrong
    )
    return markup('<p class="rw-wrong" id="{spot}-wrong">{told}</p>', spot=spot, told=told)


def _box(field: FormField, value: str, more: Markup) -> Markup:
    if field.kind == "choice":
        offered = (("", "choose …"), *field.choices) if all(one != "" for one, _ in field.choices) else field.choices
        strange = [(value, value)] if value not in dict(offered) else []
        options = join(
            markup('<option value="{one}"{now}>{words}</option>', one=one, words=words,
                   now=markup(" selected") if one == value else EMPTY)
            for one, words in (*offered, *strange)
        )  # fmt: skip
        return markup("<select {more}>{options}</select>", more=more, options=options)
    if field.kind in ("text", "lines"):
        rows = min(12, max(2, value.count("\n") + 1 + len(value) // 90))
        return markup(
            '<textarea {more} rows="{rows}" maxlength="{most}">{value}</textarea>',
            more=more,
            rows=rows,
            most=LONGEST_FIELD,
            value=value,
        )
    return markup(
        '<input type="text" {more}{mode} value="{value}" maxlength="400" autocomplete="off">',
        more=more,
        mode=markup(' inputmode="decimal"') if field.kind == "number" else EMPTY,
        value=value,
    )


def _spot(name: str) -> str:
    return "f-" + "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
