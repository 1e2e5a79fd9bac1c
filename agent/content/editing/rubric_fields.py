"""Rubric fields: the forms of a code, a check and the evidence rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from agent.content.editing.form_field import (
    FormField,
    put_in,
    shown_text,
    value_at,
)  # fmt: skip
from agent.model.ids import CheckId
from agent.model.rubric import Criterion, DetectorId
from agent.model.verdict import Code, Mark

PIECES = ("code", "check", "evidence", "criteria")
"""What has a form of its own."""


def rubric_fields(data: Mapping[str, Any], piece: str, name: str) -> list[FormField]:
    """Return the fields of one code, one check, the evidence rules or the criteria; none where there is no such one."""
    if piece == "code" and name in set(Code):
        return list(_code(name))
    if piece == "check" and isinstance(data.get("checks"), Mapping) and isinstance(data["checks"].get(name), Mapping):
        return list(_check(name, data["checks"][name]))
    if piece == "evidence":
        return list(_evidence_rules(data))
    return list(_criteria_fields()) if piece == "criteria" else []


def field_text(data: Mapping[str, Any], field: FormField) -> str:
    """Return what a field shows of a file; nothing where something of another shape stands there."""
    return shown_text(value_at(data, field.path), field.kind)


def typed_in(
    data: Mapping[str, Any], piece: str, name: str, typed: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    """Return what a file is to hold once a form is filled in; a field that was not changed changes nothing.

    Args:
        data: what it holds. piece, name: whose form. typed: field -> what stands in it; all else in it is left out.
    """
    wanted: dict[str, Any] = deepcopy(dict(data))
    for field in rubric_fields(data, piece, name):
        put_in(wanted, data, field, typed)
    return wanted


def _code(name: str) -> Iterator[FormField]:
    at = ("codes", name)
    yield FormField((*at, "definition"), "Definition", "What a line does that is coded so.", "text")
    yield FormField((*at, "rules"), "Rules", "How it is told from its neighbours, one a line.", "lines")
    yield FormField((*at, "examples"), "It is", "Lines of a rep, two or more, one a line.", "lines")
    yield FormField((*at, "counter_examples"), "It is not", "Lines that look like it, one a line.", "lines")
    hint = "1 comes first: of several codes in one line, the lowest number is what the customer reacts to."
    yield FormField((*at, "primary_rank"), "Rank", hint, "number")
    yield FormField((*at, "name"), "Name", "As pages show it.")


def _check(name: str, check: Mapping[str, Any]) -> Iterator[FormField]:
    at, guard = ("checks", name), check.get("guard") is True
    yield FormField((*at, "question"), "Question", "Answered by yes or no; yes is the good answer.", "text")
    yield FormField((*at, "hint"), "Hint", "What a rep reads on the receipt when it was missed.", "text")
    if not guard:
        yield FormField((*at, "weight"), "Weight", "0 to 1: what it adds to its criterion when it passes.", "number")
    criteria = tuple((one.value, one.value) for one in Criterion)
    yield FormField((*at, "criterion"), "Criterion", "What it counts for.", "choice", criteria)
    verb = "Any of these fails it." if guard else "Any of these passes it."
    yield FormField((*at, "codes"), "Codes that decide it", verb, "ticks", _word_choices(Code))
    yield FormField((*at, "marks"), "Marks that decide it", verb, "ticks", _word_choices(Mark))
    tests = (("", "none"), *_word_choices(DetectorId))
    yield FormField((*at, "test"), "Test that decides it", "A test of the words, without any engine.", "choice", tests)


def _evidence_rules(data: Mapping[str, Any]) -> Iterator[FormField]:
    checks = data.get("checks")
    named = (
        {name: one for name, one in checks.items() if isinstance(one, Mapping)} if isinstance(checks, Mapping) else {}
    )
    earning = tuple((name, _spaced(name)) for name, one in named.items() if one.get("guard") is not True)
    guards = tuple((name, _spaced(name)) for name, one in named.items() if one.get("guard") is True)
    for what in ("empathy", "empowerment"):
        title = what.capitalize()
        yield FormField((what, "any_of"), f"{title}: shown by", "One of these checks is enough.", "ticks", earning)
        yield FormField((what, "none_of"), f"{title}: undone by", "A line that fails one of these guards shows none.",
                          "ticks", guards)  # fmt: skip


def _criteria_fields() -> Iterator[FormField]:
    for one in Criterion:
        yield FormField(("criteria", one.value), one.value.capitalize(), "As debriefs explain it.", "text")


def _word_choices(kind: type[Code] | type[Mark] | type[DetectorId]) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, _spaced(one.value)) for one in kind)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def law_reads(check: str) -> bool:
    """Say whether the law reads a check, so that it can be neither renamed nor made a guard or none."""
    return check in set(CheckId)
