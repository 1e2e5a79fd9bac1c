"""Bench: everything the workshop measures with, made ready."""

from __future__ import annotations

from agent.runtime.workshop.bench import Bench
from evals.workbench.agreement import EvalAgreement
from evals.workbench.panel import EvalPanel
from evals.workbench.rubric_effect import EvalRubric


def open_bench() -> Bench:
    """Return what measures; nothing is loaded or played before it is asked."""
    return Bench(panel=EvalPanel(), rubric=EvalRubric(), agreement=EvalAgreement())
