"""Coded lines: human-coded talk from a CSV, JSON or JSONL file through a mapping. `docs/evals.md` describes both."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.console import tell
from agent.content.transcripts.reading import read_table
from agent.content.transcripts.speakers import known_part
from agent.content.transcripts.table import RawRow, RawTable, words_of
from agent.errors import DataError
from agent.model.background import Said
from evals.data.facets import completed, facet
from evals.data.mapping_file import KnownLabels, Label, Mapping, Outcome, Quality, read_mapping
from evals.data.nested_cells import MISSING, cell_at, codes_in, column_names, context_in
from evals.model.suite import Asked

__all__ = [
    "CONTEXT_LINES", "CodedFile", "CodedLine", "Mapping", "Outcome", "Quality", "only", "read_and_tell", "read_coded",
    "read_coded_file", "read_mapping",
]  # fmt: skip

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


@dataclass(frozen=True)
class CodedFile:
    """The lines of a human-coded file, and what whoever measures on them should know.

    Attributes:
        notes: how it was read where that is not plain, and the raw labels that the mapping does not know, with counts.
    """

    lines: tuple[CodedLine, ...]
    notes: tuple[str, ...] = ()


def read_coded(path: Path, mapping: Mapping) -> list[CodedLine]:
    """Return the lines of a human-coded file in order; see `read_coded_file`."""
    return list(read_coded_file(path, mapping).lines)


def read_coded_file(path: Path, mapping: Mapping) -> CodedFile:
    """Read a human-coded file whole, each line with what was said before it, before anything is graded.

    Raises:
        DataError: the file is missing, a column is, a speaker has no mapping, an id stands twice, or a facet's labels
            are known in no row; the message names the line.
    """
    table = _coded_table(path, mapping)
    rows = [row for row in map(_Coded(table, mapping).row, table.rows) if row is not None]
    known = KnownLabels(path, mapping)
    for row in rows:
        known.hear(row.speaker, row.raw, row.row.number)
    groups = _by_line(table, mapping, rows)
    if not groups:
        raise DataError(path, "", "holds no line", "name a file with lines of talk")
    per_session = mapping.columns.id is not None and len({group[0].id for group in groups}) < len(groups)
    said: dict[str, list[Said]] = defaultdict(list)
    lines = [_coded_line(path, group, mapping, said, per_session) for group in groups]
    encoded = (f"{path.name} was read as {table.encoding}.",) if table.encoding.startswith("Windows") else ()
    return CodedFile(tuple(lines), (*encoded, *known.told()))


def read_and_tell(path: Path, mapping: Mapping) -> CodedFile:
    """Read a human-coded file as `read_coded_file` does, and tell its notes before anything is graded.

    Every suite that reads such a file reads it here, so that no label is lost in silence.
    """
    found = read_coded_file(path, mapping)
    for note in found.notes:
        tell(note)
    return found


def _coded_table(path: Path, mapping: Mapping) -> RawTable:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "name a file that exists") from None
    return read_table(str(path), data, mapping.format)


@dataclass(frozen=True)
class _CodedRow:
    """One row as the mapping reads it. `raw`: facet -> what stands there; `by`: who coded it."""

    row: RawRow
    id: str
    session: str
    speaker: Literal["rep", "customer"]
    text: str
    raw: dict[str, str]
    quality: str | None
    outcome: float | None
    by: str


@dataclass(frozen=True)
class _Coded:
    """Reads the rows of one file through its mapping."""

    table: RawTable
    mapping: Mapping

    def row(self, row: RawRow) -> _CodedRow | None:
        """Return a row, or None where nobody says anything in it that counts."""
        columns, quality = self.mapping.columns, self.mapping.quality
        text, said_by = self._cell(row, columns.text), self._cell(row, columns.speaker)
        speaker = known_part(said_by, self.mapping.speakers) if text else "skip"
        if speaker is None:
            known = ", ".join(repr(one) for one in self.mapping.speakers)
            problem = f"{said_by!r} is nobody the mapping knows ({known})"
            mend = "add it under speakers in the mapping, as rep, customer or skip"
            raise self.table.wrong(row, columns.speaker, problem, mend)
        raw = {name: self._cell(row, label.column) for name, label in self.mapping.labels.items()}
        level = _quality(self._cell(row, quality.column), quality) if quality else None
        session, given = self._cell(row, columns.session), self._cell(row, columns.id) if columns.id else ""
        by = self._cell(row, columns.annotator) if columns.annotator else ""
        came = self._outcome(row) if self.mapping.outcome else None
        return None if speaker == "skip" else _CodedRow(row, given, session, speaker, text, raw, level, came, by)

    def _outcome(self, row: RawRow) -> float | None:
        column = self.mapping.outcome.column if self.mapping.outcome else ""
        raw = self._cell(row, column)
        try:
            value = float(raw) if raw else None
        except ValueError:
            value = math.nan
        if value is not None and not math.isfinite(value):
            raise self.table.wrong(row, column, f"{raw!r} is no number", "write a number, or leave it empty")
        return value

    def _cell(self, row: RawRow, column: str) -> str:
        found = cell_at(row.cells, column)
        if found is MISSING:
            mend = f"change {self.mapping.key_of(column)} in the mapping; the row has {column_names(row.cells)}"
            raise self.table.wrong(row, column, "there is no such column", mend)
        return words_of(found).strip()


def _by_line(table: RawTable, mapping: Mapping, rows: Sequence[_CodedRow]) -> list[list[_CodedRow]]:
    """Return the rows of each line; one row each, unless the mapping says what to pick."""
    if mapping.columns.id is None:
        return [[row] for row in rows]
    groups: dict[tuple[str, str], list[_CodedRow]] = {}
    for row in rows:
        group = groups.setdefault((row.session, row.id), [])
        if group:
            _refuse_doubled(table, mapping, group, row)
        group.append(row)
    return [group[:1] if mapping.pick == "first" else group for group in groups.values()]


def _refuse_doubled(table: RawTable, mapping: Mapping, group: Sequence[_CodedRow], row: _CodedRow) -> None:
    column, first = mapping.columns.id or "", group[0]
    if mapping.pick is None:
        problem = f"the id {row.id!r} stands twice, first in row {first.row.number}"
        mend = "give each line its own; or where each annotator has a row, say `pick: majority` or `pick: first`"
        raise table.wrong(row.row, column, problem, mend)
    if (row.text, row.speaker) != (first.text, first.speaker):
        problem = f"the id {row.id!r} stands for other words in row {first.row.number}"
        raise table.wrong(row.row, column, problem, "give each line its own id")
    if mapping.pick == "majority" and row.by in {other.by for other in group}:
        problem = f"the annotator {row.by!r} coded the line {row.id!r} twice"
        raise table.wrong(row.row, mapping.columns.annotator or "", problem, "keep one of the two rows")


def _coded_line(
    path: Path, group: Sequence[_CodedRow], mapping: Mapping, said: dict[str, list[Said]], per_session: bool
) -> CodedLine:
    row, columns = group[0], mapping.columns
    before = said[row.session]
    given = row.id or str(len(before))
    truth = {name: answer for name, label in mapping.labels.items() if (answer := _coded_answer(group, name, label))}
    line = CodedLine(
        id=given if row.id and not per_session else f"{row.session}:{given}",
        session=row.session,
        speaker=row.speaker,
        text=row.text,
        context=context_in(path, row.row.number, columns.context, row.row.cells, CONTEXT_LINES)
        if columns.context
        else tuple(before[-CONTEXT_LINES:]),
        truth=completed({name: answer for name, answer in truth.items() if facet(name).speaker == row.speaker}),
        codes=codes_in(path, row.row.number, columns.codes, row.row.cells) if columns.codes else None,
        quality=row.quality,
        outcome=row.outcome,
    )
    before.append(Said(speaker=row.speaker, text=row.text))
    return line


def _coded_answer(group: Iterable[_CodedRow], name: str, label: Label) -> str | None:
    """Return what more rows say of a facet than anything else; None for a tie, and where no row is coded."""
    told = Counter(answer for row in group if (answer := label.answer(row.raw[name])) is not None).most_common(2)
    if not told or (len(told) > 1 and told[0][1] == told[1][1]):
        return None
    return told[0][0]


def _quality(raw: str, quality: Quality) -> str | None:
    told = raw.casefold()
    good, poor = ({word.casefold() for word in words} for words in (quality.good, quality.poor))
    return "good" if told in good else "poor" if told in poor else None


def only(lines: Sequence[CodedLine], speaker: str, limit: int | None = None) -> list[CodedLine]:
    """Return the coded lines of one speaker; with a limit, so many spread evenly over the file."""
    mine = [line for line in lines if line.speaker == speaker and line.truth]
    if limit is None or limit >= len(mine):
        return mine
    return [mine[at * len(mine) // limit] for at in range(limit)]
