"""From the heads' probabilities to a line's reading: its units with codes and marks, its primary code and stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.grading.coder.labels import CODES, MARKS, PRIMARY, STANCES
from agent.model.verdict import Code, Mark, Stance, UnitReading

Floats = NDArray[np.float32]
Heads = dict[str, Floats]
"""Head -> probabilities (spans, labels) of one passage; its last span is the passage as a whole."""

_NEGLIGIBLE = 0.02
"""Probabilities below this are left out of a finding."""


@dataclass(frozen=True)
class LineReading:
    """What the coder makes of one rep line: its units, the line's primary code (probabilities) and its stance."""

    findings: tuple[UnitReading, ...]
    primary: dict[Code, float]
    stance: Stance


def reading_of(units: Sequence[str], passages: Sequence[Heads]) -> LineReading:
    """Return the reading of a line from those of its passages: more than one where it was too long for one pass."""
    codes, marks = (np.concatenate([heads[name][:-1] for heads in passages]) for name in ("codes", "marks"))
    fitting = np.concatenate([heads["primary"][:-1] for heads in passages])
    # Two heads code a unit: one asks of each code whether it fits, one which fits best. Their mean counts.
    blended = (codes + fitting) / 2
    findings = tuple(
        UnitReading(
            quote=unit,
            codes={Code(name): share for name, share in _named(CODES, coded)},
            marks={Mark(name): share for name, share in _named(MARKS, marked)},
        )
        for unit, coded, marked in zip(units, blended, marks, strict=True)
    )
    primary = np.mean([heads["primary"][-1] for heads in passages], axis=0)
    stance = np.mean([heads["stance"][-1] for heads in passages], axis=0)
    shares = {Code(name): share for name, share in _named(PRIMARY, primary)}
    return LineReading(findings, shares, Stance(STANCES[int(np.argmax(stance))]))


def _named(names: Sequence[str], shares: Floats) -> list[tuple[str, float]]:
    return [(name, round(float(share), 4)) for name, share in zip(names, shares, strict=True) if share >= _NEGLIGIBLE]
