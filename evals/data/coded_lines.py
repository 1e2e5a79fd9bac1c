"""Coded lines: human-coded talk from a CSV or JSONL file through a mapping file. `docs/evals.md` describes both."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from agent.content.validation_messages import explain
from agent.content.yaml_source import read_yaml
from agent.errors import DataError
from agent.model.background import Said
from agent.model.base import FrozenModel
from evals.data.facets import FACETS, completed, facet
from evals.data.nested_cells import codes_in, context_in
from evals.model.suite import Asked

CONTEXT_LINES = 6
"""Lines before the one to be coded that a grader is given."""


@dataclass(frozen=True)
class CodedLine:
    """A line with the labels that people gave it.

    Attributes:
        id: unique in its file. session: the conversation, which intervals are resampled by.
        truth: facet -> label, for the facets that were coded. codes: every code in it, or None where not coded.
        quality: `good` or `poor`, of the session, if known. outcome: what came of the session, if known.
    """

    id: str
    session: str
    speaker: Literal["rep", "customer"]
    text: str
    context: tuple[Said, ...] = ()
    truth: dict[str, str] = field(default_factory=dict)
    codes: frozenset[str] | None = None
    quality: str | None = None
    outcome: float | None = None

    @property
    def asked(self) -> Asked:
        """The line as a grader is asked: with its context, without its labels."""
        return Asked(self.text, self.context)


class Columns(FrozenModel):
    """Which column (or JSON key) holds what; without `id`, lines are numbered within their session.

    `context`, `codes`: JSON keys of the lines said before, and of every code in the line; without `context`, the lines
    before it in the file are its context.
    """

    session: str
    speaker: str
    text: str
    id: str | None = None
    context: str | None = None
    codes: str | None = None


class Label(FrozenModel):
    """Where a facet is coded: raw value -> label.

    A blank value is not coded, unless `blank` says as what; nor is one that `values` does not name, unless `rest` does.
    """

    column: str
    values: dict[str, str]
    blank: str | None = None
    rest: str | None = None


class Quality(FrozenModel):
    """Where a session's quality stands, and which values mean good and poor."""

    column: str
    good: tuple[str, ...]
    poor: tuple[str, ...]


class Outcome(FrozenModel):
    """What came of each session outside the talk, a number: where it stands, and from where on it counts as good.

    Attributes:
        column: where it stands, the same in every row of a session. title: what it is, for a trainer.
        over: sessions with more than this went well. held_out: count only sessions that no training has read
            (`evals/data/persuasion.py`).
    """

    column: str
    title: str
    over: float = 0.0
    held_out: bool = False


class Mapping(FrozenModel):
    """How to read a human-coded file.

    Attributes:
        keep_text: whether reports may quote its lines. human: measure -> what trained humans reach on this set.
        goals: measure -> the project's goal on this set.
    """

    title: str
    format: Literal["csv", "jsonl"]
    columns: Columns
    speakers: dict[str, Literal["rep", "customer"]]
    labels: dict[str, Label]
    quality: Quality | None = None
    outcome: Outcome | None = None
    keep_text: bool = True
    human: dict[str, float] = {}
    goals: dict[str, float] = {}

    @model_validator(mode="after")
    def _labels_are_known(self) -> Self:
        for name, label in self.labels.items():
            if name not in {known.name for known in FACETS}:
                raise ValueError(f"labels: no facet is called {name!r}; use {', '.join(f.name for f in FACETS)}")
            allowed = facet(name).labels
            for given in (*label.values.values(), *(told for told in (label.blank, label.rest) if told)):
                if given not in allowed:
                    raise ValueError(f"labels.{name}: {given!r} is not one of {', '.join(allowed)}")
        return self


def read_mapping(path: Path) -> Mapping:
    """Return a mapping file.

    Raises:
        DataError: it is missing or wrong; the message names key, line and mend.
    """
    document = read_yaml(path)
    try:
        return Mapping.model_validate(document.data)
    except ValidationError as error:
        raise DataError.of(explain(document, Mapping, error)[0]) from None


def read_coded(path: Path, mapping: Mapping) -> list[CodedLine]:
    """Return the lines of a human-coded file in order, each with what was said before it.

    Raises:
        DataError: the file is missing, a column is, or a speaker has no mapping; the message names the line.
    """
    said: dict[str, list[Said]] = defaultdict(list)
    lines: list[CodedLine] = []
    for number, record in _records(path, mapping.format):
        line = _line(path, number, record, mapping, said)
        if line.text:
            lines.append(line)
            said[line.session].append(Said(speaker=line.speaker, text=line.text))
    if not lines:
        raise DataError(path, "", "holds no line", "name a file with lines of talk")
    return lines


def _line(path: Path, number: int, record: dict[str, Any], mapping: Mapping, said: dict[str, list[Said]]) -> CodedLine:
    def cell(column: str) -> str:
        if column not in record:
            has = ", ".join(record)
            raise DataError(path, column, "there is no such column", f"change the mapping; it has {has}", number)
        return str(record[column] if record[column] is not None else "").strip()

    columns, speaker = mapping.columns, cell(mapping.columns.speaker)
    if speaker not in mapping.speakers:
        known = ", ".join(mapping.speakers)
        raise DataError(path, columns.speaker, f"{speaker!r} is nobody the mapping knows ({known})", "add it", number)
    session, who = cell(columns.session), mapping.speakers[speaker]
    truth = {
        name: answer for name, label in mapping.labels.items() if (answer := _coded_answer(cell(label.column), label))
    }
    return CodedLine(
        id=cell(columns.id) if columns.id else f"{session}:{len(said[session])}",
        session=session,
        speaker=who,
        text=cell(columns.text),
        context=context_in(path, number, columns.context, record.get(columns.context), CONTEXT_LINES)
        if columns.context
        else tuple(said[session][-CONTEXT_LINES:]),
        truth=completed({name: answer for name, answer in truth.items() if facet(name).speaker == who}),
        codes=codes_in(path, number, columns.codes, record.get(columns.codes)) if columns.codes else None,
        quality=_quality(cell(mapping.quality.column), mapping.quality) if mapping.quality else None,
        outcome=_outcome_of(cell(mapping.outcome.column), path, mapping.outcome, number) if mapping.outcome else None,
    )


def _coded_answer(raw: str, label: Label) -> str | None:
    return label.values.get(raw, label.rest) if raw else label.blank


def _quality(raw: str, quality: Quality) -> str | None:
    return "good" if raw in quality.good else "poor" if raw in quality.poor else None


def _outcome_of(raw: str, path: Path, outcome: Outcome, number: int) -> float | None:
    try:
        value = float(raw) if raw else None
    except ValueError:
        value = math.nan
    if value is not None and not math.isfinite(value):
        raise DataError(path, outcome.column, f"{raw!r} is no number", "write a number, or leave it empty", number)
    return value


def _records(path: Path, form: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if form == "csv":
                reader = csv.DictReader(file)
                yield from ((reader.line_num, row) for row in reader)
                return
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield number, _object(path, number, raw)
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "name a file that exists") from None
    except UnicodeDecodeError as error:
        raise DataError(path, "", f"is not UTF-8 text ({error.reason})", "save it as UTF-8") from None


def _object(path: Path, number: int, raw: str) -> dict[str, Any]:
    try:
        record = json.loads(raw)
    except ValueError as error:
        raise DataError(path, "", f"not JSON: {error}", "write one object per line", number) from None
    if not isinstance(record, dict):
        raise DataError(path, "", "not a JSON object", "write one object per line", number)
    return record


def only(lines: Sequence[CodedLine], speaker: str, limit: int | None = None) -> list[CodedLine]:
    """Return the coded lines of one speaker; with a limit, so many spread evenly over the file."""
    mine = [line for line in lines if line.speaker == speaker and line.truth]
    if limit is None or limit >= len(mine):
        return mine
    return [mine[at * len(mine) // limit] for at in range(limit)]
