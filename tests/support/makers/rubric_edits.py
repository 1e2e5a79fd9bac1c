"""Rubric edits: the rubric that ships with one key changed, and small benches that grade by it."""

from __future__ import annotations

from typing import Any

from agent.content.library import Library, fingerprint
from agent.model.rubric import Rubric
from evals.data.coded_lines import CodedLine
from evals.data.gold import read_gold
from evals.workbench.rubric_effect import EvalRubric
from tests.support.paths import ROOT

SCENARIOS, FEW = 6, 10
"""Scenarios of the gold set that small benches grade, and lines of each, reps' and customers'."""


def shipped_rubric() -> Rubric:
    return Library(ROOT / "personas", ROOT / "rubrics").rubric()


def with_key(rubric: Rubric, key: str, to: object) -> Rubric:
    """Return a rubric that holds something else at a dotted key."""
    data: dict[str, Any] = rubric.model_dump(mode="json")
    spot, *path = data, *key.split(".")
    for name in path[:-1]:
        spot = spot[name]
    spot[path[-1]] = to
    changed = Rubric.model_validate(data)
    return changed.model_copy(update={"fingerprint": fingerprint(changed)})


def few_gold(rubric: Rubric) -> list[CodedLine]:
    """Return the first lines of some scenarios."""
    lines = read_gold(rubric)
    sessions = list(dict.fromkeys(line.session for line in lines))[:: 63 // SCENARIOS][:SCENARIOS]
    return [line for name in sessions for line in [one for one in lines if one.session == name][:FEW]]


def small_rubric_bench() -> EvalRubric:
    return EvalRubric(few_gold)
