"""Rubric differences: verdicts of the same lines by two versions of a rubric, made into what a trainer reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import numpy as np

from agent.model.training.rubric_effect import Agreement, AnswerChange, ChangedLine, GradedLine, LineSet, SetEffect
from agent.model.verdict import Verdict
from agent.runtime.workshop.rubric_bench import Pair
from evals.data.facets import facet, seen
from evals.stats import coefficients
from evals.stats.measures import rounded
from evals.stats.resampling import confusions, interval

MOST_SHOWN = 40
"""Changed lines that are handed on; the count tells of the rest."""

RESAMPLES, SEED = 500, 1
"""Of the intervals: enough for two digits, in a second for all of them."""

JUDGED: tuple[Literal["primary", "empathy", "empowerment"], ...] = ("primary", "empathy", "empowerment")
"""What the gold set tells of a line."""

LEAST = 0.005
"""A criterion that changes by less is shown the same, so it counts as unchanged."""

MEASURES: tuple[tuple[str, str, Callable[[coefficients.Array], float]], ...] = (
    ("primary", "Main code, macro-F1", coefficients.macro_f1),
    ("empathy", "Empathy, kappa", coefficients.kappa),
    ("empowerment", "Empowerment, kappa", coefficients.kappa),
)


def set_effect(of: LineSet, lines: Sequence[GradedLine], pairs: Sequence[Pair]) -> SetEffect:
    """Return what changes in a set of lines, each with its two verdicts."""
    both = [
        (line, before, after)
        for line, (before, after) in zip(lines, pairs, strict=True)
        if before.ungraded is None and after.ungraded is None
    ]
    changed, counts = [], Counter[str]()
    for line, before, after in both:
        if answers := tuple(_changes(line, before, after)):
            counts.update({answer.kind for answer in answers})
            heard = next((said.text for said in reversed(line.context) if said.speaker == "customer"), "")
            changed.append(ChangedLine(id=line.id, text=line.text, heard=heard, answers=answers))
    softens = [sum(verdicts[at].empathic and verdicts[at].empowering for _, *verdicts in both) for at in (0, 1)]
    return SetEffect(
        of=of, lines=len(both), ungraded=len(lines) - len(both), changed=len(changed), counts=dict(counts),
        softening=(softens[0], softens[1]), shown=tuple(changed[:MOST_SHOWN]), agreement=tuple(_gold_agreement(both)),
    )  # fmt: skip


def _changes(line: GradedLine, before: Verdict, after: Verdict) -> Iterator[AnswerChange]:
    then, now = seen(before), seen(after)
    for kind in JUDGED:
        if then[kind] != now[kind]:
            truth = line.truth.get(kind, "")
            yield AnswerChange(what=kind, kind=kind, before=then[kind], after=now[kind], truth=truth)
    for name in dict.fromkeys(result.id for result in (*before.checks, *after.checks)):
        gone, come = (_check_answer(verdict, name) for verdict in (before, after))
        if gone != come:
            yield AnswerChange(what=name, kind="check", before=gone, after=come)
    for name, score in before.criteria.model_dump().items():
        new = getattr(after.criteria, name)
        if abs(new - score) >= LEAST:
            yield AnswerChange(what=name, kind="criterion", before=f"{score:.2f}", after=f"{new:.2f}")


def _check_answer(verdict: Verdict, check: str) -> str:
    result = verdict.check(check)
    return "not asked" if result is None else "passed" if result.passed else "failed"


def _gold_agreement(both: Sequence[tuple[GradedLine, Verdict, Verdict]]) -> Iterator[Agreement]:
    coded = [one for one in both if one[0].truth]
    if not coded:
        return
    answers = [(seen(before), seen(after)) for _, before, after in coded]
    sessions = [line.session for line, _, _ in coded]
    for name, title, statistic in MEASURES:
        truth, labels = [line.truth[name] for line, _, _ in coded], facet(name).labels
        then, now = (confusions(truth, [pair[at][name] for pair in answers], labels, sessions) for at in (0, 1))

        def change(tables: coefficients.Array, of: Callable[[coefficients.Array], float] = statistic) -> float:
            return of(tables[1]) - of(tables[0])

        low, high = interval(np.stack([then, now], axis=1), change, RESAMPLES, SEED)
        first, second = statistic(then.sum(axis=0)), statistic(now.sum(axis=0))
        yield Agreement(
            title=title, n=len(coded), before=rounded(first), after=rounded(second), change=rounded(second - first),
            before_span=_spread_of(then, statistic), after_span=_spread_of(now, statistic),
            low=rounded(low), high=rounded(high),
        )  # fmt: skip


def _spread_of(
    tables: coefficients.Array, statistic: Callable[[coefficients.Array], float]
) -> tuple[float, float] | None:
    low, high = interval(tables, statistic, RESAMPLES, SEED)
    return None if low is None or high is None else (round(low, 4), round(high, 4))
