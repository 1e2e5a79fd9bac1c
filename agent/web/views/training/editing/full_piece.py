"""Full piece: the form of one part or one entry of a full customer, with what is wrong at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from agent.content.editing.form_field import FormField, shown_text, ticked, value_at
from agent.content.editing.full_fields import SINGLE, Piece
from agent.content.editing.full_form import KNOB
from agent.content.editing.knob import law_in
from agent.content.editing.line_rows import FIELDS_A_ROW, LineList, entries_of, row_fields, row_text
from agent.content.lean.difficulty import law_numbers, numbers_of
from agent.errors import Finding
from agent.model.training.edition import Draft
from agent.web.views.html import EMPTY, join, markup, plural
from agent.web.views.people.fields import KEPT
from agent.web.views.training.editing.draft_frame import first_button, form_end, stamp_id
from agent.web.views.training.editing.form_boxes import boxed, field_of, sentence, spot_of, ticks
from agent.web.views.training.editing.full_places import names_of, title_of

MOST_BOXES = 340
"""Boxes of one form: below `MOST_FIELDS` of `agent/web/handlers.py`, with room for what a form sends beside them."""

Wrong = Mapping[str, Sequence[Finding]]


def piece_form(
    draft: Draft, data: Mapping[str, Any], part: str, entry: str, piece: Piece, findings: Iterable[Finding]
) -> Markup:
    """Return the form of one piece.

    Args:
        draft: what is edited. data: what its file holds. part, entry: which piece. findings: all that is wrong.
    """
    names, wrong = names_of(data, piece), dict[str, list[Finding]]()
    for one in findings:
        wrong.setdefault(field_of(one.key, names) if one.key else "", []).append(one)
    inner = [_knob(data)] if part == "numbers" else []
    inner += [_fields(group, list(fields), data, wrong, part) for group, fields in groupby(piece.fields, _group_of)]
    room = max(0, MOST_BOXES - sum(len(field.choices) or 1 for field in piece.fields)) // FIELDS_A_ROW
    for lines in piece.lists:
        inner.append(_line_list(lines, data, wrong, room))
        room -= min(room, len(entries_of(data, lines)))
    return markup(
        '<form class="rw-lean" id="full-{part}-{spot}-{at}" data-act="customer_piece" data-id="{id}" '
        'data-part="{part}" data-entry="{entry}" data-stamp="{stamp}" data-edition="{edition}" novalidate>'
        "{kept}{first}{inner}{remove}{end}</form>",
        part=part,
        spot=spot_of(entry),
        at=stamp_id(draft),
        id=draft.id,
        entry=entry,
        stamp=draft.at.isoformat(),
        edition=draft.edition,
        kept=KEPT,
        first=first_button(),
        inner=join(inner),
        remove=_remove_button(part, entry) if part not in (*SINGLE, "lines") else EMPTY,
        end=form_end("customer"),
    )


def _group_of(field: FormField) -> str:
    return field.group


def _fields(group: str, fields: list[FormField], data: Mapping[str, Any], wrong: Wrong, part: str) -> Markup:
    hints = _number_hints(data) if part == "numbers" else {}
    boxes = join(
        ticks(field, ticked(data, field), field.hint, wrong.get(field.name, ()))
        if field.kind == "ticks"
        else boxed(field, shown_text(value_at(data, field.path), field.kind), hints.get(field.name, field.hint),
                   wrong.get(field.name, ()))
        for field in fields
    )  # fmt: skip
    return markup(
        '<fieldset class="rw-group">{legend}<div class="rw-fields">{boxes}</div></fieldset>',
        legend=markup("<legend>{words}</legend>", words=group or LEGENDS.get(part, "")),
        boxes=boxes,
    )


LEGENDS = {
    "who": "Who they are", "hidden": "What they hide", "numbers": "The 24 numbers", "facts": "The fact",
    "agenda": "What they came with", "plans": "The plan", "triggers": "The sore point", "topics": "The topic",
}  # fmt: skip
"""Part -> what stands over the fields that are of no group of their own."""


def _knob(data: Mapping[str, Any]) -> Markup:
    law = law_in(data)
    levels = (("1", "1, mild"), ("2", "2"), ("3", "3, middling"), ("4", "4"), ("5", "5, hardest"))
    choices = levels if law is not None else (("", "not known before the numbers are mended"), *levels)
    hint = (
        "As the numbers below come out. Choose another and save: each number then moves towards the one behind that "
        "setting, no further than it takes. Their curve, which stands in the file, stays."
    )
    field = FormField((KNOB,), "How hard they are", "", "choice", choices)
    return markup(
        '<fieldset class="rw-group"><legend>One knob</legend><div class="rw-fields">{box}</div></fieldset>',
        box=boxed(field, str(law.difficulty) if law is not None else "", hint),
    )


def _number_hints(data: Mapping[str, Any]) -> dict[str, str]:
    law = law_in(data)
    standing = value_at(data, ("law",))
    held = standing if isinstance(standing, Mapping) else {}
    return {
        f"law.{one.name}": f"{one.means} ({one.span}"
        + (f"; {one.value:g} while nothing stands here)" if law is not None and one.name not in held else ")")
        for one in (numbers_of(law) if law is not None else law_numbers())
    }


def _line_list(lines: LineList, data: Mapping[str, Any], wrong: Wrong, room: int) -> Markup:
    entries = entries_of(data, lines)
    rows = join(_line_row(lines, at, entry, wrong) for at, entry in enumerate(entries[:room]))
    left = len(entries) - room
    told = f"{lines.hint} Empty a line to take it out." if entries else lines.hint
    return markup(
        '<fieldset class="rw-group"><legend>{label}</legend><p>{hint}</p><ol class="rw-line-rows">{rows}</ol>{left}'
        "{more}</fieldset>",
        label=lines.label,
        hint=told.strip(),
        rows=rows,
        left=markup("<p>{words} more stand in the file.</p>", words=plural(left, "line")) if left > 0 else EMPTY,
        more=boxed(lines.box, "", lines.box.hint, wrong.get(lines.more, ())),
    )


def _line_row(lines: LineList, at: int, entry: Any, wrong: Wrong) -> Markup:
    say, talk, *further = row_fields(lines, at)
    words = FormField(say.path, say.label, "", "text", row="line")
    held = [(field.label.lower(), row_text(entry, field).replace("\n", ", ")) for field in further]
    said = "; ".join(f"{label} {text}" for label, text in held if text)
    amiss = any(wrong.get(field.name) for field in further)
    return markup(
        '<li>{words}{talk}<details{open}><summary>{told}<span class="rw-away"> (line {number})</span></summary>'
        '<div class="rw-fields">{further}</div></details></li>',
        words=boxed(words, row_text(entry, say), "", wrong.get(say.name, ())),
        talk=boxed(talk, row_text(entry, talk), "", wrong.get(talk.name, ())),
        open=markup(" open") if amiss else EMPTY,
        told=sentence(said) or "When it is said",
        number=at + 1,
        further=join(boxed(field, row_text(entry, field), field.hint, wrong.get(field.name, ())) for field in further),
    )


def _remove_button(part: str, entry: str) -> Markup:
    return markup(
        '<p><button type="submit" class="rw-quiet" name="then" value="remove" formnovalidate>'
        "Remove {title}</button></p>",
        title=title_of(part, entry)[:1].lower() + title_of(part, entry)[1:],
    )
