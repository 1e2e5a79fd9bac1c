"""Criteria: what a line's checks come to, and which of its codes the customer reacts to. Pure, for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.model.rubric import Criterion, Rubric
from agent.model.verdict import CheckResult, Code, CodeEvidence, Criteria


def criteria_of(rubric: Rubric, results: Mapping[str, CheckResult]) -> Criteria:
    """Return how far a line meets each criterion: the weights it earned, or nothing where a guard failed.

    Args:
        results: the answer to each check that the rubric asks; one that was not asked counts as its resting answer.
    """
    scores = {}
    for criterion in Criterion:
        own = [(name, check) for name, check in rubric.checks.items() if check.criterion is criterion]
        earned = sum(check.weight for name, check in own if not check.guard and _passed(results, name, False))
        kept = all(_passed(results, name, True) for name, check in own if check.guard)
        scores[criterion.value] = round(min(1.0, earned), 4) if kept else 0.0
    return Criteria(**scores)


def foremost(codes: Sequence[CodeEvidence], rubric: Rubric) -> Code:
    """Return the code that the customer reacts to, by the rubric's order; `other` where none is in evidence."""
    return min((found.code for found in codes), key=lambda code: rubric.codes[code].primary_rank, default=Code.OTHER)


def _passed(results: Mapping[str, CheckResult], name: str, resting: bool) -> bool:
    result = results.get(name)
    return resting if result is None else result.passed
