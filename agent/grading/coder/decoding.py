"""From the heads' probabilities to a line's reading: its units with codes and marks, its primary code and stance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agent.grading.coder.labels import CODES, MARKS, PRIMARY, SALES, STANCES, TALKS
from agent.grading.coder.signs import signs_of
from agent.grading.coder.stacking import Floats, Stack
from agent.model.verdict import Code, Mark, Stance, Talk, TalkVerdict, UnitReading

Heads = dict[str, Floats]
"""Head -> probabilities (spans, labels) of one passage; the last span of a line's passage is the passage as a whole."""

_NEGLIGIBLE = 0.02
"""Probabilities below this are left out of a finding."""

RARER_BLAME = -1.2
"""Log-odds by which blame is rarer in talk than in the corpus, where one line in three of the later parts blames on
purpose. In live talk by six hands one line in twenty did, and the coder as it was trained heard it in 76 of 355."""

BLAMES_FROM, UNDECIDED = 0.6, 0.49
"""Probability from which the coder says that somebody is blamed; from even odds up to it, that is left undecided."""


@dataclass(frozen=True)
class LineReading:
    """What the coder makes of one rep line.

    Attributes:
        findings: its units. primary: code -> probability of the line as a whole. stance: as the line as a whole has it.
        empathy, empowerment: probability that the line as a whole shows it, 0..1.
    """

    findings: tuple[UnitReading, ...]
    primary: dict[Code, float]
    stance: Stance
    empathy: float = 0.0
    empowerment: float = 0.0


@dataclass(frozen=True)
class Stacks:
    """How the two readings of a unit are joined, for its codes and for its marks."""

    codes: Stack
    marks: Stack


def reading_of(
    units: Sequence[str], passages: Sequence[Heads], alone: Sequence[Heads], worded: Floats, stacks: Stacks
) -> LineReading:
    """Return the reading of a line.

    Args:
        units: the words of each unit, in order. passages: those of the line; more than one where it was too long for
            one pass. alone: each unit by itself, in order; none where the line has but one.
        worded: what the words of each unit alone say, log-odds (units, codes and then marks).
        stacks: how the two are joined.
    """
    codes, marks = (np.concatenate([_units_of(heads, name) for heads in passages]) for name in ("codes", "marks"))
    if alone:
        own_codes, own_marks = (
            np.concatenate([_blended(heads) if name == "codes" else heads[name] for heads in alone])
            for name in ("codes", "marks")
        )
    else:
        own_codes, own_marks = codes, marks
    shown = signs_of(units)
    findings = tuple(
        UnitReading(
            quote=unit,
            codes=spared(_named(CODES, coded)),
            marks={Mark(name): share for name, share in _named(MARKS, marked)},
        )
        for unit, coded, marked in zip(
            units,
            stacks.codes.shares(codes, own_codes, worded[:, : len(CODES)], shown),
            stacks.marks.shares(marks, own_marks, worded[:, len(CODES) :], shown),
            strict=True,
        )
    )
    primary = np.mean([heads["primary"][-1] for heads in passages], axis=0)
    stance = np.mean([heads["stance"][-1] for heads in passages], axis=0)
    empathy, empowerment = np.mean([heads["evidence"][-1] for heads in passages], axis=0)
    shares = spared(_named(PRIMARY, primary))
    return LineReading(findings, shares, Stance(STANCES[int(np.argmax(stance))]), float(empathy), float(empowerment))


def talk_of(heads: Heads) -> TalkVerdict:
    """Return the talk type of a customer's line; heads trained on sales talk count as far as it is such talk."""
    sales = float(heads["sales"][0][SALES.index("sales talk")])
    shares = (1 - sales) * heads["talk"][0] + sales * heads["sales_talk"][0]
    best = int(np.argmax(shares))
    return TalkVerdict(talk=Talk(TALKS[best]), confidence=round(float(shares[best]), 4))


def _units_of(heads: Heads, name: str) -> Floats:
    return _blended(heads)[:-1] if name == "codes" else heads[name][:-1]


def _blended(heads: Heads) -> Floats:
    """Two heads code a unit: one asks of each code whether it fits, one which fits best. Their mean counts."""
    mean: Floats = ((heads["codes"] + heads["primary"]) / 2).astype(np.float32)
    return mean


def spared(shares: Sequence[tuple[str, float]]) -> dict[Code, float]:
    """Return the shares by code; blame is weighed as rare as it is, and not said where it is hardly likelier."""
    found = {Code(name): share for name, share in shares}
    if Code.CONFRONT in found:
        odds = found[Code.CONFRONT] * math.exp(RARER_BLAME)
        share = round(odds / (odds + 1 - found[Code.CONFRONT]), 4)
        found[Code.CONFRONT] = UNDECIDED if UNDECIDED < share < BLAMES_FROM else share
    return found


def _named(names: Sequence[str], shares: Floats) -> list[tuple[str, float]]:
    return [(name, round(float(share), 4)) for name, share in zip(names, shares, strict=True) if share >= _NEGLIGIBLE]
