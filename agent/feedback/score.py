"""Score: a session as one number 0..100, and what the grader found on the scale of a self-rating. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from agent.model.acts import Stage
from agent.model.debrief import Summary
from agent.model.rubric import Criterion

MOST_UNGRADED = 1 / 3
"""Share of lines without a grade above which a session has no score: what is left says too little of the whole."""

STEPS = 5
"""Steps of a self-rating, 1 to 5."""


@dataclass(frozen=True)
class Score:
    """A session as one number.

    Attributes:
        points: 0..100; None where too few lines could be graded.
        parts: criterion -> 0..100, only those that were due. lines: criterion -> how many lines it was due on.
        graded, ungraded: lines with and without a grade.
    """

    points: int | None
    parts: dict[Criterion, int]
    lines: dict[Criterion, int]
    graded: int
    ungraded: int


def score_of(summary: Summary) -> Score:
    """Return the score of a session.

    Each graded line counts once for each criterion that was due on it: bond, empathize and empower on every line,
    commit only once trust was earned (from the stage evoke on). The score is the mean of all of these, times 100, so a
    criterion that was due on one line weighs as much as that one line. Lines without a grade count neither for nor
    against; where they are more than a third of all lines, there is no score. Outcome and resistance do not count:
    they are the customer's, and a hard customer is no fault of the rep. `docs/score.md` has what scripted reps score.

    Args:
        summary: the session counted; `criteria` holds the means over the graded lines, 0..1 each.
    """
    graded = summary.turns - summary.ungraded
    lines = {criterion: graded for criterion in Criterion} | {Criterion.COMMIT: _commit_due(summary)}
    means = {criterion: mean for criterion, mean in summary.criteria.items() if mean is not None and lines[criterion]}
    due = {criterion: lines[criterion] for criterion in means}
    return Score(
        points=_points(means, due) if gradable(summary) else None,
        parts={criterion: round(100 * mean) for criterion, mean in means.items()},
        lines=due,
        graded=graded,
        ungraded=summary.ungraded,
    )


def gradable(summary: Summary) -> bool:
    """Say whether enough lines have a grade for the session to have a score."""
    return summary.turns > 0 and summary.ungraded <= MOST_UNGRADED * summary.turns


def step_found(mean: float | None) -> int | None:
    """Return what the grader found on the scale of a self-rating.

    The mean of a criterion over the graded lines, 0..1, is spread evenly over 1..5 and rounded: below .125 is 1, from
    .875 on is 5. The expert texts of the evals stand at 4, early leaders and pleasers at 1 (`docs/score.md`).

    Returns:
        1..5, or None where nothing was graded.
    """
    return None if mean is None else int(1 + (STEPS - 1) * mean + 0.5)


def _points(means: dict[Criterion, float], due: dict[Criterion, int]) -> int | None:
    weight = sum(due.values())
    return round(100 * sum(mean * due[criterion] for criterion, mean in means.items()) / weight) if weight else None


def _commit_due(summary: Summary) -> int:
    """Count the graded lines before which the customer was past the first stage."""
    before = zip(summary.ribbon, summary.curve, strict=False)  # the curve begins with the start: one point more
    return sum(not beat.ungraded and point.stage is not Stage.ENGAGE for beat, point in before)
