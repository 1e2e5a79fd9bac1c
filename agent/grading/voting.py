"""Votes: several readings of one line made into one, with shares instead of certainty. Pure.

Readings may cut a line differently. The reading that agrees most with the others lends its units; a code's share in a
unit is the share of the readings that found it at that place. Nothing is averaged across places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from agent.model.verdict import Code, Mark, Stance, UnitReading


@dataclass(frozen=True)
class CodedSpan:
    """A unit as one reading has it: where it stands in the line, and what it was read as."""

    start: int
    end: int
    codes: frozenset[Code]
    marks: frozenset[Mark]

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
    """Return the ballot of at least one reading of a line."""
    count = len(readings)
    findings = []
    for unit in _units(readings):
        at_place = [[span for span in reading.spans if span.touches(unit)] for reading in readings]
        codes = Counter(code for spans in at_place for code in {code for span in spans for code in span.codes})
        marks = Counter(mark for spans in at_place for mark in {mark for span in spans for mark in span.marks})
        findings.append(
            UnitReading(
                quote=line[unit.start : unit.end],
                codes={code: found / count for code, found in codes.items()},
                marks={mark: found / count for mark, found in marks.items()},
            )
        )
    stance, most = Counter(reading.stance for reading in readings).most_common(1)[0]
    shares = Counter(code for reading in readings for code in reading.codes)
    return VoteResult(
        findings=tuple(findings),
        stance=stance if 2 * most > count else Stance.NEUTRAL,
        shares={code: found / count for code, found in shares.items()},
        readings=count,
        failed=tuple(failed),
    )


def _units(readings: Sequence[Reading]) -> list[CodedSpan]:
    def agreement(reading: Reading) -> float:
        return sum(len(reading.codes & other.codes) / len(reading.codes | other.codes or {0}) for other in readings)

    units = list(max(readings, key=agreement).spans)
    for reading in readings:
        units += [span for span in reading.spans if not any(span.touches(unit) for unit in units)]
    return sorted(units, key=lambda span: (span.start, span.end))
