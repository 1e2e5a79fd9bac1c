"""Bench: what a workshop measures with. The evals know how; whoever starts the app hands them in (`rollwith`)."""

from __future__ import annotations

from dataclasses import dataclass

from agent.runtime.workshop.agreement_bench import AgreementBench
from agent.runtime.workshop.panel_bench import PanelBench
from agent.runtime.workshop.rubric_bench import RubricBench


@dataclass(frozen=True)
class Bench:
    """All that measures.

    Attributes:
        panel: plays scripted reps against two versions of a customer. rubric: grades lines by two versions of a rubric.
        agreement: compares how people and engines coded the same lines.
    """

    panel: PanelBench
    rubric: RubricBench
    agreement: AgreementBench
