"""Panels: a bench that plays few reps for few turns, with a grader by keywords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from agent.content.library import Library
from agent.model.persona import Persona
from agent.runtime.engine_factory import Engines
from agent.runtime.scripted_play import Script
from evals.simulation.play import NamedRep
from evals.simulation.scripted_reps import Scripted
from evals.workbench.panel import EvalPanel
from tests.support.doubles.fake_room import FakeEngines

REPS: dict[str, Sequence[NamedRep]] = {
    "expert": (
        Scripted(Script("expert_1.txt", (
            "You were handed a system that others chose. What would help most?",
            "You felt left alone with it, and it is your call what happens next. What matters to you?",
            "It sounds like you had to check everything twice. What would make it lighter?",
        ))),
        Scripted(Script("expert_2.txt", ("You have kept it all together. What made you stay?",))),
    ),
    "blamer": (
        Scripted(Script("blamer_1.txt", (
            "It is your fault that it does not work.", "You never read what we send.", "You should just use it.",
        ))),
    ),
}  # fmt: skip
"""Two kinds of reps, three turns at most; the expert with a second text for the whole panel."""


def small_panel(library: Library, turns: int | None = 3) -> EvalPanel:
    """Return a panel of these reps."""
    return EvalPanel(lambda: cast(Engines, FakeEngines()), lambda: library, lambda: REPS, turns)


def harsher(persona: Persona) -> Persona:
    """Return a persona who loses more patience with each mistake."""
    law = persona.law
    return persona.model_copy(update={"law": law.model_copy(update={"loss": law.loss * 1.5})})
