"""Form boxes: one field of a form with its label, its hint and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup

from agent.content.editing.form_field import FormField
from agent.errors import Finding
from agent.web.views.html import EMPTY, join, markup, plural

LONGEST_FIELD = 8_000
"""Letters of one field of a form."""

SHOWN_FINDINGS = 8
"""Findings that are listed before the fold with the others: as many as leave the first field in sight."""

NARROW = ("number", "choice", "line", "key")


def field_of(key: str, names: Iterable[str]) -> str:
    """Return the field that a finding's key belongs to: itself, the nearest above it, or the first below it."""
    every = list(names)
    above = [name for name in every if key == name or key.startswith((f"{name}.", f"{name}["))]
    below = (name for name in every if name.startswith((f"{key}.", f"{key}[")))
    return max(above, key=len, default="") or next(below, "")


def spot_of(name: str) -> str:
    """Return the id of a field in the page."""
    return "f-" + "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)


def findings_told(findings: Sequence[Finding], row: Callable[[Finding], Markup], news: str, calm: str) -> Markup:
    """Return what is wrong, errors first.

    Args:
        row: how one of them is told. news: changes with each saving, so that the page reads it out. calm: what is said
            where nothing has to be mended.
    """
    errors = sum(one.severity == "error" for one in findings)
    told = f"{plural(errors, 'thing')} to mend before it can be published" if errors else calm
    if (rest := len(findings) - errors) > 0:
        told += f"; {plural(rest, 'hint')} that would make it better"
    return markup(
        '<div class="rw-findings {kind}" tabindex="-1"{focus}><h2>{told}.</h2>{rows}</div>',
        kind="is-wrong" if errors else "is-fine",
        focus=markup(' data-focus="{news}" data-top', news=news) if news else EMPTY,
        told=told,
        rows=_findings_list([row(one) for one in findings]),
    )


def _findings_list(rows: Sequence[Markup]) -> Markup:
    """Return the first findings, and the others in a fold that says how many they are."""
    if not rows:
        return EMPTY
    first = markup("<ul>{rows}</ul>", rows=join(rows[:SHOWN_FINDINGS]))
    if len(rows) <= SHOWN_FINDINGS:
        return first
    return markup(
        "{first}<details><summary>{rest} more</summary><ul>{rows}</ul></details>",
        first=first,
        rest=len(rows) - SHOWN_FINDINGS,
        rows=join(rows[SHOWN_FINDINGS:]),
    )


def boxed(
    field: FormField,
    value: str,
    hint: str = "",
    wrong: Sequence[Finding] = (),
    prompt: str = "",
    reader: Markup = EMPTY,
) -> Markup:
    """Return a field under its label.

    Args:
        value: what stands in it. wrong: what is wrong with it. prompt: what stands in it while it is empty.
        reader: who reads it, told behind the hint.
    """
    spot, told = spot_of(field.name), bool(hint or reader)
    described = " ".join([*([f"{spot}-hint"] if told else []), *([f"{spot}-wrong"] if wrong else [])])
    more = markup(
        'id="{spot}" name="{name}"{described}{prompt}{invalid}',
        spot=spot,
        name=field.name,
        described=markup(' aria-describedby="{described}"', described=described) if described else EMPTY,
        prompt=markup(' placeholder="{words}"', words=prompt) if prompt else EMPTY,
        invalid=markup(' aria-invalid="true"') if wrong else EMPTY,
    )
    return markup(
        '<div class="rw-field {wide}"><label for="{spot}"><span>{label}</span></label>{box}{hint}{wrong}</div>',
        wide="" if field.kind in NARROW else "is-wide",
        spot=spot,
        label=field.label,
        box=_box(field, value, more),
        hint=_hint_below(spot, hint, reader) if told else EMPTY,
        wrong=wrong_at(spot, wrong) if wrong else EMPTY,
    )


def ticks(
    field: FormField, now: Sequence[str], hint: str, wrong: Sequence[Finding] = (), reader: Markup = EMPTY
) -> Markup:
    """Return a field whose values are ticked; what is ticked and not among the choices can be unticked."""
    spot = spot_of(field.name)
    strange = [(one, one) for one in now if one not in dict(field.choices)]
    boxes = join(
        markup(
            '<label class="rw-tickbox"><input type="checkbox" name="{name}:{value}" value="1"{now}> {words}</label>',
            name=field.name,
            value=value,
            words=words,
            now=markup(" checked") if value in now else EMPTY,
        )
        for value, words in (*field.choices, *strange)
    )
    return markup(
        '<fieldset class="rw-ticks" id="{spot}" tabindex="-1"><legend>{label}</legend>{hint}{wrong}<div>{boxes}</div>'
        "</fieldset>",
        spot=spot,
        label=field.label,
        hint=_hint_below(spot, hint, reader),
        wrong=wrong_at(spot, wrong) if wrong else EMPTY,
        boxes=boxes,
    )


def wrong_at(spot: str, wrong: Sequence[Finding]) -> Markup:
    """Return what is wrong with a field, as it stands below it."""
    told = join(dict.fromkeys(
        markup("<span>Still to be written.</span>")
        if is_unwritten(one)
        else markup("<span>{told}. {fix}.</span>", told=one.problem, fix=sentence(one.fix))
        for one in wrong
    ))  # fmt: skip
    return markup('<p class="rw-wrong" id="{spot}-wrong">{told}</p>', spot=spot, told=told)


def is_unwritten(one: Finding) -> bool:
    """Say whether a finding tells of a text that a template left over."""
    return one.problem.startswith(("still to be written: '<", 'still to be written: "<'))


def sentence(text: str) -> str:
    """Return text that begins as a sentence does."""
    return text[:1].upper() + text[1:]


def _hint_below(spot: str, hint: str, reader: Markup) -> Markup:
    return markup('<small id="{spot}-hint">{hint} {reader}</small>', spot=spot, hint=hint, reader=reader)


def _box(field: FormField, value: str, more: Markup) -> Markup:
    if field.kind == "choice":
        return _choice(field, value, more)
    if field.kind in ("text", "lines"):
        rows = min(12, max(1 if field.row == "line" else 2, value.count("\n") + 1 + len(value) // 90))
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


def _choice(field: FormField, value: str, more: Markup) -> Markup:
    known = dict(field.choices)
    offered = field.choices if value in known or "" in known else (("", "choose …"), *field.choices)
    strange = [(value, value)] if value not in dict(offered) else []
    options = join(
        markup('<option value="{one}"{now}>{words}</option>', one=one, words=words,
               now=markup(" selected") if one == value else EMPTY)
        for one, words in (*offered, *strange)
    )  # fmt: skip
    return markup("<select {more}>{options}</select>", more=more, options=options)
