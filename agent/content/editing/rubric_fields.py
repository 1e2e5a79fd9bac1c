"""Rubric fields: the forms of a code, a check and the evidence rules. Each field is one key path of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from agent.content.finding import KeyPath, dotted
from agent.model.ids import CheckId
from agent.model.rubric import Criterion, DetectorId
from agent.model.verdict import Code, Mark
from agent.text.sanitize import clean

RubricFieldKind = Literal["line", "text", "lines", "number", "choice", "ticks"]

PIECES = ("code", "check", "evidence", "criteria")
"""What has a form of its own."""


@dataclass(frozen=True)
class RubricField:
    """One field of a form.

    Attributes:
        path: its key path. label, hint: as the form shows them. kind: `lines` holds one entry a line, `ticks` some of
            the `choices`. choices: (value, words).
    """

    path: KeyPath
    label: str
    hint: str = ""
    kind: RubricFieldKind = "line"
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What the form calls it; a tick is called so with `:` and its value behind it."""
        return dotted(self.path)


def rubric_fields(data: Mapping[str, Any], piece: str, name: str) -> list[RubricField]:
    """Return the fields of one code, one check, the evidence rules or the criteria; none where there is no such one."""
    if piece == "code" and name in set(Code):
        return list(_code(name))
    if piece == "check" and isinstance(data.get("checks"), Mapping) and isinstance(data["checks"].get(name), Mapping):
        return list(_check(name, data["checks"][name]))
    if piece == "evidence":
        return list(_evidence_rules(data))
    return list(_criteria_fields()) if piece == "criteria" else []


def field_text(data: Mapping[str, Any], field: RubricField) -> str:
    """Return what a field shows of a file; nothing where something of another shape stands there."""
    value = _at(data, field.path)
    if field.kind == "lines":
        return "\n".join(" ".join(str(one).split()) for one in (value if isinstance(value, list) else []))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def ticked(data: Mapping[str, Any], field: RubricField) -> list[str]:
    """Return what is ticked of a field."""
    value = _at(data, field.path)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def typed_in(
    data: Mapping[str, Any], piece: str, name: str, typed: Mapping[str, str]
) -> dict[str, Any]:  # fmt: skip
    """Return what a file is to hold once a form is filled in; a field that was not changed changes nothing.

    Args:
        data: what it holds. piece, name: whose form. typed: field -> what stands in it; all else in it is left out.
    """
    wanted: dict[str, Any] = deepcopy(dict(data))
    for field in rubric_fields(data, piece, name):
        if field.kind == "ticks":
            had = ticked(data, field)
            now = [value for value, _ in field.choices if f"{field.name}:{value}" in typed]
            if set(now) != set(had):
                kept = [one for one in had if one in now]
                _set(wanted, field.path, [*kept, *(one for one in now if one not in kept)] or None)
            continue
        old, text = field_text(data, field), clean(typed.get(field.name, field_text(data, field)))
        if text.split() != old.split() or text.count("\n") != old.count("\n"):
            _set(wanted, field.path, _typed_value(field, text))
    return wanted


def _typed_value(field: RubricField, text: str) -> Any:
    """Return what a field's text stands for; what is no number stays text, and is a finding then."""
    if field.kind == "lines":
        return [" ".join(line.split()) for line in text.split("\n") if line.strip()] or None
    if field.kind == "number" and text:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return text
        if not abs(number) < 1e6:
            return text
        return int(number) if number == int(number) and field.path[-1] == "primary_rank" else round(number, 4)
    return " ".join(text.split()) or None


def _at(data: Mapping[str, Any], path: KeyPath) -> Any:
    value: Any = data
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _set(wanted: dict[str, Any], path: KeyPath, value: Any) -> None:
    spot = _at(wanted, path[:-1])
    if not isinstance(spot, dict):
        return
    if value is None:
        spot.pop(path[-1], None)
    else:
        spot[path[-1]] = value


def _code(name: str) -> Iterator[RubricField]:
    at = ("codes", name)
    yield RubricField((*at, "definition"), "Definition", "What a line does that is coded so.", "text")
    yield RubricField((*at, "rules"), "Rules", "How it is told from its neighbours, one a line.", "lines")
    yield RubricField((*at, "examples"), "It is", "Lines of a rep, two or more, one a line.", "lines")
    yield RubricField((*at, "counter_examples"), "It is not", "Lines that look like it, one a line.", "lines")
    hint = "1 comes first: of several codes in one line, the lowest number is what the customer reacts to."
    yield RubricField((*at, "primary_rank"), "Rank", hint, "number")
    yield RubricField((*at, "name"), "Name", "As pages show it.")


def _check(name: str, check: Mapping[str, Any]) -> Iterator[RubricField]:
    at, guard = ("checks", name), check.get("guard") is True
    yield RubricField((*at, "question"), "Question", "Answered by yes or no; yes is the good answer.", "text")
    yield RubricField((*at, "hint"), "Hint", "What a rep reads on the receipt when it was missed.", "text")
    if not guard:
        yield RubricField((*at, "weight"), "Weight", "0 to 1: what it adds to its criterion when it passes.", "number")
    criteria = tuple((one.value, one.value) for one in Criterion)
    yield RubricField((*at, "criterion"), "Criterion", "What it counts for.", "choice", criteria)
    verb = "Any of these fails it." if guard else "Any of these passes it."
    yield RubricField((*at, "codes"), "Codes that decide it", verb, "ticks", _word_choices(Code))
    yield RubricField((*at, "marks"), "Marks that decide it", verb, "ticks", _word_choices(Mark))
    tests = (("", "none"), *_word_choices(DetectorId))
    yield RubricField(
        (*at, "test"), "Test that decides it", "A test of the words, without any engine.", "choice", tests
    )


def _evidence_rules(data: Mapping[str, Any]) -> Iterator[RubricField]:
    checks = data.get("checks")
    named = (
        {name: one for name, one in checks.items() if isinstance(one, Mapping)} if isinstance(checks, Mapping) else {}
    )
    earning = tuple((name, _spaced(name)) for name, one in named.items() if one.get("guard") is not True)
    guards = tuple((name, _spaced(name)) for name, one in named.items() if one.get("guard") is True)
    for what in ("empathy", "empowerment"):
        title = what.capitalize()
        yield RubricField((what, "any_of"), f"{title}: shown by", "One of these checks is enough.", "ticks", earning)
        yield RubricField((what, "none_of"), f"{title}: undone by", "A line that fails one of these guards shows none.",
                          "ticks", guards)  # fmt: skip


def _criteria_fields() -> Iterator[RubricField]:
    for one in Criterion:
        yield RubricField(("criteria", one.value), one.value.capitalize(), "As debriefs explain it.", "text")


def _word_choices(kind: type[Code] | type[Mark] | type[DetectorId]) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, _spaced(one.value)) for one in kind)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def law_reads(check: str) -> bool:
    """Say whether the law reads a check, so that it can be neither renamed nor made a guard or none."""
    return check in set(CheckId)
