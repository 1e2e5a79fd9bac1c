"""Regraders: which engines of a room grade lines by two versions of a rubric, and what it costs where a model does."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from agent.grading.embedded_grader import EmbeddedGrader
from agent.grading.llm.llm_grader import LlmGrader
from agent.model.rubric import Rubric
from agent.runtime.workshop.rubric_bench import Cost, Regrader
from agent.runtime.workshop.rubrics.regrading import CoderTwice, GradersTwice, ModelTwice, OpinionTwice, asks_anew

if TYPE_CHECKING:
    from agent.runtime.engine_factory import Engines


def cost_of(engines: Engines, before: Rubric, after: Rubric) -> Cost | None:
    """Return what measuring with the model of a room takes; None where none is set."""
    model = engines.model("grader")
    if model is None:
        return None
    settings, readings = engines.settings, 2 if asks_anew(before, after) else 1
    return Cost(model.name, settings.votes, readings, settings.second_opinion, settings.token_budget)


def regraders_of(engines: Engines, before: Rubric, after: Rubric, model_lines: int) -> list[Regrader]:
    """Return who grades: the embedded grader, and whoever grades sessions here if that is another.

    Args:
        model_lines: how many lines the model is asked about; 0 leaves it out.
    """
    embedded, both = engines.embedded_grader(before), (before, after)
    if isinstance(embedded, EmbeddedGrader):
        alone: CoderTwice | GradersTwice = CoderTwice(embedded, both)
    else:
        alone = GradersTwice((embedded, engines.embedded_grader(after)))
    model = engines.model("grader")
    if model is None or not model_lines:
        return [alone]
    settings, payer = engines.settings, f"rubric-{secrets.token_hex(6)}"  # each run may spend what a session may
    graders = [LlmGrader(model, one, settings.votes, payer, settings.total_deadline) for one in both]
    asked = ModelTwice((graders[0], graders[1]), both, model_lines, settings.votes)
    if settings.second_opinion == "off":
        return [alone, asked]
    return [alone, OpinionTwice(alone, asked, only_unsure=settings.second_opinion == "unsure")]
