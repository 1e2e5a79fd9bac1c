"""Mapping file: how to read a file that people coded. `docs/evals.md` describes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from agent.content.transcripts.speakers import Part
from agent.content.validation_messages import explain
from agent.content.yaml_source import read_yaml
from agent.errors import DataError
from agent.model.base import FrozenModel
from evals.data.facets import FACETS, facet

NAMED = 8
"""Raw values that a message lists at most."""


class Columns(FrozenModel):
    """Which column (or JSON key) holds what; without `id`, lines are numbered within their session.

    `annotator`: who coded the row, where each line has a row for everybody who coded it. `context`, `codes`: JSON keys
    of the lines said before, and of every code in the line; without `context`, the lines before it in the file are its
    context.
    """

    session: str
    speaker: str
    text: str
    id: str | None = None
    annotator: str | None = None
    context: str | None = None
    codes: str | None = None


class Label(FrozenModel):
    """Where a facet is coded: raw value -> label.

    A blank value is not coded, unless `blank` says as what; nor is one that `values` does not name, unless `rest` does.
    Values are compared without case and without blanks around them.
    """

    column: str
    values: dict[str, str]
    blank: str | None = None
    rest: str | None = None

    def answer(self, raw: str) -> str | None:
        """Return what a raw value means, or None where it is not coded."""
        if not raw:
            return self.blank
        if raw in self.values:
            return self.values[raw]
        folded = {known.strip().casefold(): meant for known, meant in self.values.items()}
        return folded.get(raw.casefold(), self.rest)


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
        speakers: raw value -> whose side, or `skip` for what is nobody's talk; compared without case.
        pick: of several rows with one id, the `first` one counts or what the `majority` says; None refuses them.
        keep_text: whether reports may quote its lines. human: measure -> what trained humans reach on this set.
        goals: measure -> the project's goal on this set.
    """

    title: str
    format: Literal["csv", "jsonl", "json"]
    columns: Columns
    speakers: dict[str, Part]
    labels: dict[str, Label]
    quality: Quality | None = None
    outcome: Outcome | None = None
    pick: Literal["first", "majority"] | None = None
    keep_text: bool = True
    human: dict[str, float] = {}
    goals: dict[str, float] = {}

    def key_of(self, column: str) -> str:
        """Return the key of this mapping that names a column."""
        placed = {f"columns.{key}": value for key, value in self.columns}
        placed |= {f"labels.{name}.column": label.column for name, label in self.labels.items()}
        placed |= {"quality.column": self.quality.column} if self.quality else {}
        placed |= {"outcome.column": self.outcome.column} if self.outcome else {}
        return next(key for key, value in placed.items() if value == column)

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

    @model_validator(mode="after")
    def _picked_by_what_it_has(self) -> Self:
        if self.pick and not self.columns.id:
            raise ValueError("pick: rows are put together by id; name its column as columns.id")
        if self.pick == "majority" and not self.columns.annotator:
            raise ValueError("pick: a majority is one of annotators; name their column as columns.annotator")
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


class KnownLabels:
    """Counts the raw labels of each facet that the mapping does not know."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._path, self._mapping = path, mapping
        self._known: Counter[str] = Counter()
        self._unknown: dict[str, Counter[str]] = defaultdict(Counter)
        self._first: dict[tuple[str, str], int] = {}

    def hear(self, speaker: str, labels: dict[str, str], number: int) -> None:
        """Count one row."""
        for name, raw in labels.items():
            if facet(name).speaker != speaker:
                continue
            if self._mapping.labels[name].answer(raw) is not None:
                self._known[name] += 1
            elif raw:
                self._unknown[name][raw] += 1
                self._first.setdefault((name, raw), number)

    def told(self) -> list[str]:
        """Return a sentence for each facet with unknown labels.

        Raises:
            DataError: not one label of a facet is known.
        """
        for name, found in self._unknown.items():
            if not self._known[name]:
                label = self._mapping.labels[name]
                problem = (
                    f"no row of {label.column} holds a label the mapping knows for {name}; it holds {_counted(found)}"
                )
                mend = f"name them under labels.{name}.values, which has {', '.join(label.values)}"
                first = min(self._first[name, raw] for raw in found)
                raise DataError(self._path, label.column, problem, mend, first)
        return [self._sentence(name, found) for name, found in self._unknown.items()]

    def _sentence(self, name: str, found: Counter[str]) -> str:
        listed = ", ".join(
            f"{value[:40]!r} ({count}, first in row {self._first[name, value]})"
            for value, count in found.most_common(NAMED)
        )
        more = f", and {len(found) - NAMED} more" if len(found) > NAMED else ""
        left = f"{found.total()} rows have a label of {name} that the mapping does not know, and are left out of it"
        return f"{left}: {listed}{more}."


def _counted(found: Counter[str]) -> str:
    return ", ".join(f"{value[:40]!r} ({count})" for value, count in found.most_common(NAMED))
