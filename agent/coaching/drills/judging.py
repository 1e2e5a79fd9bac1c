"""Judging: whether a line did what a drill asked, from the verdict alone. Pure.

- again: the move is not in evidence, or a guard of the skill surely failed, whatever else the line did.
- hard: the move is there and the grader is not sure of it, or not sure that the line is free of harm.
- good: it is there. easy: it is there for sure, with something beside it that makes a strong line.

An accusation that is not sure costs nothing in a talk (`agent/rules`), so here it does not fail a line either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.model.practice.drill_skills import SkillSheet
from agent.model.verdict import SURE, UNSURE, CheckResult, Verdict

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
"""Ratings, as in fsrs."""


@dataclass(frozen=True)
class Judgement:
    """What came of a line.

    Attributes:
        rating: 1 (again) to 4 (easy). heard: the check by which the move was heard, or None.
        broke: the guards that failed for sure. unclear: those that may have.
        beside: what made the line a strong one, or None.
    """

    rating: int
    heard: CheckResult | None
    broke: tuple[CheckResult, ...]
    unclear: tuple[CheckResult, ...]
    beside: CheckResult | None

    @property
    def passed(self) -> bool:
        """The move was in evidence and nothing in the line did harm."""
        return self.rating > AGAIN


def judge(verdict: Verdict, sheet: SkillSheet) -> Judgement | None:
    """Return what came of a line, or None for one that was not graded: that is no review."""
    if verdict.ungraded is not None:
        return None
    heard = max(_skill_shown(verdict, sheet.shows), key=lambda result: result.confidence, default=None)
    found = (verdict.check(name) for name in sheet.guards)
    failed = [result for result in found if result is not None and not result.passed]
    others = (name for name in sheet.stronger if heard is None or name != heard.id)
    beside = next(_skill_shown(verdict, others), None)
    broke = tuple(result for result in failed if result.confidence >= SURE)
    unclear = tuple(result for result in failed if result.confidence < SURE)
    return Judgement(_rating(heard, broke, unclear, beside), heard, broke, unclear, beside)


def _rating(
    heard: CheckResult | None, broke: Sequence[CheckResult], unclear: Sequence[CheckResult], beside: CheckResult | None
) -> int:
    if heard is None or broke:
        return AGAIN
    if heard.confidence < UNSURE or unclear:
        return HARD
    return EASY if beside is not None and heard.confidence >= SURE else GOOD


def _skill_shown(verdict: Verdict, checks: Iterable[str]) -> Iterator[CheckResult]:
    return iter([result for name in checks if (result := verdict.check(name)) is not None and result.passed])
