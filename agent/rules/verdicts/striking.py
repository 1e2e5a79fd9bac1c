"""Striking: a verdict without one accusing reading, as if the grader had never read those words so. Pure.

A rep says "I did not mean that". What is struck is the accusation, and everything in the verdict that rests on the
same words and says the same of them: blame and the insult in it, pressure and the leave that was not awaited. Nothing
is put in its place: no code, no passed check, no empathy that the grader did not find.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agent.model.ids import CheckId
from agent.model.rubric import Check, DetectorId, Rubric
from agent.model.session import Receipt
from agent.model.verdict import CheckResult, Code, CodeEvidence, Mark, Stance, Verdict
from agent.rules.verdicts.criteria import criteria_of, foremost


@dataclass(frozen=True)
class Accusation:
    """One kind of accusing reading: the codes, marks and tests that say it, each in its own way."""

    codes: frozenset[Code]
    marks: frozenset[Mark] = frozenset()
    tests: frozenset[DetectorId] = frozenset()

    def made_by(self, check: Check) -> bool:
        """Say whether a check that failed says this."""
        return check.guard and bool(
            self.codes.intersection(check.codes) or self.marks.intersection(check.marks) or check.test in self.tests
        )


KINDS = (
    Accusation(frozenset({Code.CONFRONT}), tests=frozenset({DetectorId.THREAT, DetectorId.INSULT})),
    Accusation(frozenset({Code.PERSUADE}), tests=frozenset({DetectorId.OVERRIDE})),
    Accusation(
        frozenset({Code.COUNTERFEIT}),
        frozenset({Mark.STOCK, Mark.PARROT, Mark.PRAISE, Mark.STUFF}),
        frozenset({DetectorId.STOCK_PHRASE, DetectorId.PARROTING, DetectorId.STUFFING}),
    ),
    Accusation(frozenset({Code.CAPITULATE})),
)
"""Attack, pressure, pretence and giving in: what a line is charged with. A speech is measured and an order to the
machine is seen, so neither hangs on what was meant; what holds them back (`no_dwelling`) accuses nobody."""

AHEAD = (CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN)
"""Checks that show a line to lead, beside the codes that bring something in."""

LEADING = frozenset({Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION, Code.CONFRONT, Code.GIVE_INFORMATION})


def readings(verdict: Verdict, receipt: Receipt) -> frozenset[tuple[str, str]]:
    """Return (evidence, words) of all that a rep may dispute: what was read in words, and checks of the whole line."""
    told = {(found.code.value, found.quote) for found in verdict.codes}
    told |= {(check.id, check.quote or "") for check in verdict.checks if check.quote or not check.passed}
    asked = {check.id for check in verdict.checks}
    return frozenset(
        told | {(entry.evidence, entry.quote) for entry in receipt.entries if entry.quote or entry.evidence in asked}
    )


def strike(verdict: Verdict, rubric: Rubric, evidence: str, quote: str) -> Verdict | None:
    """Return a verdict without one accusing reading; None where that reading accuses of nothing or is not there.

    Args:
        evidence: a code or the id of a check. quote: the words it rests on, empty for the line as a whole.
    """
    kind = _kind_of(verdict, rubric, evidence, quote)
    if kind is None:
        return None
    codes = tuple(one for one in verdict.codes if one.code not in kind.codes or not _touch(one.quote, quote))
    checks = tuple(_without(result, rubric, kind, codes, quote) for result in verdict.checks)
    if (codes, checks) == (verdict.codes, verdict.checks):
        return None
    kept = any(one.code is verdict.primary for one in codes)
    return verdict.model_copy(
        update={
            "codes": codes,
            "checks": checks,
            "primary": verdict.primary if kept else foremost(codes, rubric),
            "criteria": criteria_of(rubric, {result.id: result for result in checks}),
            "stance": _stance(verdict, codes, checks),
        }
    )


def _kind_of(verdict: Verdict, rubric: Rubric, evidence: str, quote: str) -> Accusation | None:
    """Return what a reading that stands in the verdict accuses of, or None."""
    if (evidence, quote) in {(found.code.value, found.quote) for found in verdict.codes}:
        return next((kind for kind in KINDS if evidence in kind.codes), None)
    result, check = verdict.check(evidence), rubric.checks.get(evidence)
    if result is None or result.passed or check is None or (result.quote or "") != quote:
        return None
    return next((kind for kind in KINDS if kind.made_by(check)), None)


def _without(
    result: CheckResult, rubric: Rubric, kind: Accusation, left: tuple[CodeEvidence, ...], quote: str
) -> CheckResult:
    """Return the answer to a check once the words are no longer read so: it holds, unless other words fail it."""
    check = rubric.checks.get(result.id)
    if result.passed or check is None or not kind.made_by(check):
        return result
    others = [found for found in left if found.code in check.codes]
    if others:
        surest = max(others, key=lambda found: found.confidence)
        sure = min(result.confidence, surest.confidence)
        return result.model_copy(update={"quote": surest.quote, "confidence": sure})
    if not check.codes and not _touch(result.quote or "", quote):
        return result
    return CheckResult(id=result.id, passed=True)


def _touch(one: str, other: str) -> bool:
    """Say whether two readings are about the same words; the line as a whole touches all of them."""
    return not one or not other or one in other or other in one


def _stance(verdict: Verdict, codes: tuple[CodeEvidence, ...], checks: tuple[CheckResult, ...]) -> Stance:
    """Return the stance once a code is gone: a line leads no longer where only what was struck did."""
    answers: Mapping[str, bool] = {check.id: check.passed for check in checks}
    leads = any(one.code in LEADING for one in codes) or any(answers.get(check, False) for check in AHEAD)
    lost = any(one.code in LEADING for one in verdict.codes) and len(codes) < len(verdict.codes)
    return Stance.NEUTRAL if verdict.stance is Stance.LEAD and lost and not leads else verdict.stance
