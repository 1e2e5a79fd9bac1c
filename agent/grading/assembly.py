"""From what an engine found to a verdict: codes, checks, criteria, empathy and empowerment.

Pure, and the same for every engine. Empathy and empowerment are computed here from checks with quotes, never read
off a model's feeling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.grading.detectors import DETECTORS, ECHO_WORDS
from agent.grading.grounding import grounding, said_by_them
from agent.model.background import NO_BACKGROUND, Background, Said
from agent.model.rubric import Check, DetectorId, Evidence, Rubric
from agent.model.verdict import (
    REFLECTIONS,
    CheckResult,
    Code,
    CodeEvidence,
    Mark,
    Stance,
    UnitReading,
    Verdict,
)
from agent.rules.verdicts.criteria import criteria_of, foremost


@dataclass(frozen=True)
class Whole:
    """What an engine makes of the line as a whole, beside its units.

    Attributes:
        primary: code -> probability. empathy, empowerment: probability that the line shows it, 0..1.
    """

    primary: Mapping[Code, float]
    empathy: float
    empowerment: float


PRESENT = 0.5
"""A code, mark or check is in evidence from this probability or share of votes on; a unit's strongest code always."""

ACCUSING = frozenset({Code.CONFRONT, Code.PERSUADE, Code.COUNTERFEIT, Code.CAPITULATE})
"""Codes that cost the rep something: they stand only when they are more likely than not."""

LIKELIEST = 0.2
"""A fair code that nothing else outweighs stands from here on; below it the unit is too unclear to earn anything."""

_ALIKE = (frozenset(REFLECTIONS), frozenset({Code.OPEN_QUESTION, Code.CLOSED_QUESTION}))
"""Codes that doubt is shared between: a unit torn between two of these is still surely one of them."""

_EMPTIED = {
    DetectorId.PARROTING: Mark.PARROT,
    DetectorId.STOCK_PHRASE: Mark.STOCK,
    DetectorId.STUFFING: Mark.STUFF,
    DetectorId.MACHINE_TALK: Mark.INJECT,
}


def assemble(
    line: str,
    context: Sequence[Said],
    findings: Sequence[UnitReading],
    stance: Stance,
    rubric: Rubric,
    engine: str,
    whole: Whole | None = None,
    background: Background = NO_BACKGROUND,
) -> Verdict:
    """Apply the rubric to the units of one line.

    Args:
        line: the rep's words. context: what was said before, oldest first.
        findings: units in order, each quote found in the line. stance: as the engine judged it.
        rubric: the rubric to apply. engine: named in the verdict.
        whole: the engine's own probabilities for the line as a whole, if it has any.
        background: what was said before the context, so that what they said long ago is known as theirs.
    """
    told = {name: test(line, context, findings) for name, test in DETECTORS.items()}
    units = [_emptied(_owned(unit), told, goes_on=len(findings) > 1) for unit in findings]
    primary = whole.primary if whole else {}
    units += _of_the_whole(line, primary, units)
    strongest = [_strongest(unit) for unit in units]
    results, shares = {}, {}
    for name, check in rubric.checks.items():
        results[name], shares[name] = _answer_check(name, check, units, strongest, told)
    codes = _codes(units, strongest)
    empathy = _evidence(rubric.empathy, results, shares, whole.empathy if whole else None)
    understood = _understanding(units, strongest, rubric)
    ground = grounding(understood, said_by_them(context, background)) if empathy >= PRESENT else None
    return Verdict(
        primary=_primary(codes, primary, rubric),
        codes=codes,
        checks=tuple(results.values()),
        empathy=empathy,
        empowerment=_evidence(rubric.empowerment, results, shares, whole.empowerment if whole else None),
        stance=stance,
        criteria=criteria_of(rubric, results),
        rubric=rubric.ref,
        engine=engine,
        grounding=ground.share if ground else None,
        taken_up=ground.words if ground else (),
    )


def _understanding(units: Sequence[UnitReading], strongest: Sequence[Code | None], rubric: Rubric) -> list[str]:
    """Return the words that show empathy: of the units that surely do, or where none does, of the likeliest."""
    checks = [rubric.checks[name] for name in rubric.empathy.any_of]
    shares = [
        max(_evidence_share(check, unit, likeliest) for check in checks)
        for unit, likeliest in zip(units, strongest, strict=True)
    ]
    least = min(PRESENT, max(shares, default=0.0))
    return [unit.quote for unit, share in zip(units, shares, strict=True) if share >= least]


def _of_the_whole(line: str, primary: Mapping[Code, float], units: Sequence[UnitReading]) -> list[UnitReading]:
    """Return the accusation that only the line as a whole makes, if any: a choice with a sting in its tail."""
    worst = max(ACCUSING, key=lambda code: primary.get(code, 0.0))
    share = primary.get(worst, 0.0)
    if len(units) == 0 or share < PRESENT or any(unit.codes.get(worst, 0.0) >= PRESENT for unit in units):
        return []
    return [UnitReading(quote=line, codes={worst: share})]


def _emptied(unit: UnitReading, told: Mapping[DetectorId, str | None], goes_on: bool) -> UnitReading:
    """Take the credit from a unit that a deterministic test has seen through; `goes_on`: it is not the whole line."""
    for test, mark in _EMPTIED.items():
        words = told[test]
        if words is None or not (words in unit.quote or unit.quote in words):
            continue
        alone = words in unit.quote  # else the line as a whole was handed back, its questions too
        heard = any(unit.codes.get(code, 0) >= 0.2 for code in (*REFLECTIONS, Code.COUNTERFEIT))
        if test is DetectorId.PARROTING and alone:
            if not heard or (goes_on and len(words.split()) < ECHO_WORDS):
                continue
            if goes_on:  # a piece of theirs that the line goes on from earns nothing, and is no pretence
                return UnitReading(quote=unit.quote, codes={Code.OTHER: 1.0})
        code = Code.OTHER if mark is Mark.INJECT else Code.COUNTERFEIT
        return UnitReading(quote=unit.quote, codes={code: 1.0}, marks={mark: 1.0})
    return unit


def _codes(units: Sequence[UnitReading], strongest: Sequence[Code | None]) -> tuple[CodeEvidence, ...]:
    """Return every code with every quote that shows it, in the order of the line, the surest of a unit first."""
    found: dict[tuple[str, Code], float] = {}
    for unit, likeliest in zip(units, strongest, strict=True):
        for code, share in sorted(unit.codes.items(), key=lambda item: -item[1]):
            if share >= PRESENT or code is likeliest:
                found[unit.quote, code] = max(min(1.0, share), found.get((unit.quote, code), 0.0))
    if any(code is not Code.OTHER for _, code in found):
        found = {where: share for where, share in found.items() if where[1] is not Code.OTHER}
    return tuple(
        CodeEvidence(code=code, quote=quote, confidence=round(share, 4)) for (quote, code), share in found.items()
    )


def _answer_check(
    name: str,
    check: Check,
    units: Sequence[UnitReading],
    strongest: Sequence[Code | None],
    told: Mapping[DetectorId, str | None],
) -> tuple[CheckResult, float]:
    words = told[check.test] if check.test else None
    if words is not None:
        return CheckResult(id=name, passed=not check.guard, quote=words or None), 1.0
    share, quote = -1.0, ""
    for unit, likeliest in zip(units, strongest, strict=True):
        found = _evidence_share(check, unit, likeliest)
        if found > share:
            share, quote = found, unit.quote
    present = share >= PRESENT
    sure = round(min(1.0, share), 4) if present else 1.0
    return CheckResult(id=name, passed=present != check.guard, quote=quote if present else None, confidence=sure), max(
        share, 0.0
    )


def _evidence_share(check: Check, unit: UnitReading, strongest: Code | None) -> float:
    """Return how surely a unit gives what a check asks for. Plain loops: this runs for every check of every unit."""
    share = 0.0
    for code in check.codes:
        share += unit.codes.get(code, 0.0)
    share = min(1.0, share)
    if strongest in check.codes:
        share = max(share, PRESENT)
    for mark in check.marks:
        share = max(share, unit.marks.get(mark, 0.0))
    return share


def _strongest(unit: UnitReading) -> Code | None:
    """Return the code that stands for a unit that is sure of none; an accusation needs more than being likeliest."""
    fair = {code: share for code, share in unit.codes.items() if share >= PRESENT or code not in ACCUSING}
    found = _likeliest(fair)
    return found if found is not None and _weight(found, fair) >= LIKELIEST else None


def _likeliest(shares: Mapping[Code, float]) -> Code | None:
    return max(shares, key=lambda code: (_weight(code, shares), shares[code]), default=None)


def _weight(code: Code, shares: Mapping[Code, float]) -> float:
    """Return the share of a code and of those that doubt is shared with."""
    for kind in _ALIKE:
        if code in kind:
            return sum([shares.get(one, 0.0) for one in kind])
    return shares.get(code, 0.0)


def _owned(unit: UnitReading) -> UnitReading:
    """Let a unit that owns its side's part stand free of confrontation: nobody blames the other in that breath."""
    if unit.marks.get(Mark.OWN, 0.0) < PRESENT or Code.CONFRONT not in unit.codes:
        return unit
    codes = {code: share for code, share in unit.codes.items() if code is not Code.CONFRONT}
    return unit.model_copy(update={"codes": codes or {Code.OTHER: PRESENT}})


def _evidence(
    rule: Evidence, results: Mapping[str, CheckResult], shares: Mapping[str, float], whole: float | None
) -> float:
    """Return how surely a line shows it: by the likeliest check, and by the line as a whole where an engine says so."""
    best = max(shares[name] for name in rule.any_of)
    if whole is not None:
        best = (best + whole) / 2
    barred = any(not results[name].passed for name in rule.none_of)
    return round(min(best, 0.49) if barred else min(best, 1.0), 4)


def _primary(codes: Sequence[CodeEvidence], proposed: Mapping[Code, float] | None, rubric: Rubric) -> Code:
    if not codes:
        return Code.OTHER
    if proposed:
        return max(
            codes, key=lambda one: (_weight(one.code, proposed), proposed.get(one.code, 0.0), one.confidence)
        ).code
    return foremost(codes, rubric)
