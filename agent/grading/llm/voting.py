"""Voting: readings of one line made into one, with confidence that was measured. Pure.

Readings may cut a line differently. The reading that agrees most with the others lends its units, and its reasons; a
code's share in a unit is the share of the readings that found it at that place. Nothing is averaged across places. One
reading alone has no shares: it keeps what its endpoint told of how likely each code was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from agent.model.verdict import Code, Mark, Stance, UnitReading

K = TypeVar("K")


@dataclass(frozen=True)
class CodedSpan:
    """A unit as one reading has it: where it stands in the line, and what it was read as.

    Attributes:
        codes, marks: how sure the reading is of each, 0..1. reasons: what it says of a code, where it says anything.
    """

    start: int
    end: int
    codes: Mapping[Code, float]
    marks: Mapping[Mark, float] = field(default_factory=dict)
    reasons: Mapping[Code, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, start: int, end: int, code: Code, marks: Sequence[Mark] = (), sure: float = 1.0, reason: str | None = None
    ) -> Self:
        """Return a span with one code, which its marks are as sure as."""
        return cls(start, end, {code: sure}, dict.fromkeys(marks, sure), {code: reason} if reason else {})

    def joined(self, other: CodedSpan) -> CodedSpan:
        """Return this span with what another reads at the same place; of one code twice the surer stands."""
        return CodedSpan(
            self.start,
            self.end,
            _surest(self.codes, other.codes),
            _surest(self.marks, other.marks),
            {**other.reasons, **self.reasons},
        )

    def touches(self, other: CodedSpan) -> bool:
        """Share at least half of the shorter of the two."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return 2 * shared >= min(self.end - self.start, other.end - other.start) > 0


@dataclass(frozen=True)
class Reading:
    """One reading of a line: its units in order, and the stance."""

    spans: tuple[CodedSpan, ...]
    stance: Stance

    @property
    def codes(self) -> frozenset[Code]:
        """Every code of the line."""
        return frozenset(code for span in self.spans for code in span.codes)


@dataclass(frozen=True)
class VoteResult:
    """Several readings of one line.

    Attributes:
        findings: units with each code's and mark's share of the readings. stance: of most readings, else neutral.
        shares: code -> share of the readings that found it anywhere in the line.
        failed: why readings that were asked for did not come, one entry for each.
    """

    findings: tuple[UnitReading, ...]
    stance: Stance
    shares: dict[Code, float]
    readings: int
    failed: tuple[str, ...] = ()

    @property
    def spread(self) -> float:
        """How far the readings part on the most disputed code: 0 (all alike) to 1 (half against half)."""
        return max((1 - abs(2 * share - 1) for share in self.shares.values()), default=0.0)


def aggregate_votes(line: str, readings: Sequence[Reading], failed: Sequence[str] = ()) -> VoteResult:
    """Return the votes of at least one reading of a line."""
    count, by_agreement = len(readings), sorted(readings, key=lambda one: _agreement(one, readings), reverse=True)
    stance, most = Counter(reading.stance for reading in readings).most_common(1)[0]
    shares = Counter(code for reading in readings for code in reading.codes)
    return VoteResult(
        findings=tuple(_finding(line, unit, by_agreement) for unit in _units(by_agreement)),
        stance=stance if 2 * most > count else Stance.NEUTRAL,
        shares={code: found / count for code, found in shares.items()},
        readings=count,
        failed=tuple(failed),
    )


def _finding(line: str, unit: CodedSpan, by_agreement: Sequence[Reading]) -> UnitReading:
    """Return what the readings make of one place; of each code the reason of the reading that agrees most."""
    quote = line[unit.start : unit.end]
    at_place = [[span for span in reading.spans if span.touches(unit)] for reading in by_agreement]
    if len(by_agreement) == 1:
        return UnitReading(quote=quote, codes=dict(unit.codes), marks=dict(unit.marks), reasons=dict(unit.reasons))
    codes = Counter(code for spans in at_place for code in {code for span in spans for code in span.codes})
    marks = Counter(mark for spans in at_place for mark in {mark for span in spans for mark in span.marks})
    reasons: dict[Code, str] = {}
    for span in (span for spans in at_place for span in spans):
        reasons = {**span.reasons, **reasons}
    return UnitReading(
        quote=quote,
        codes={code: found / len(by_agreement) for code, found in codes.items()},
        marks={mark: found / len(by_agreement) for mark, found in marks.items()},
        reasons=reasons,
    )


def _agreement(reading: Reading, readings: Sequence[Reading]) -> float:
    return sum(len(reading.codes & other.codes) / len(reading.codes | other.codes or {0}) for other in readings)


def _units(by_agreement: Sequence[Reading]) -> list[CodedSpan]:
    units = list(by_agreement[0].spans)
    for reading in by_agreement[1:]:
        units += [span for span in reading.spans if not any(span.touches(unit) for unit in units)]
    return sorted(units, key=lambda span: (span.start, span.end))


def _surest(one: Mapping[K, float], other: Mapping[K, float]) -> dict[K, float]:
    return {name: max(one.get(name, 0.0), other.get(name, 0.0)) for name in [*one, *other]}
