"""Runs of the law: any run of verdicts against any persona. Who imports it tries 60 examples and has no deadline."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from agent.content.library import Library
from agent.model.persona import Persona
from agent.model.session import Receipt, State
from agent.model.verdict import Verdict
from agent.rules.transition import move, record_reply, start
from tests.support.makers.makers import laws, persona, reply, verdicts
from tests.support.paths import ROOT

settings.register_profile("law", max_examples=60, deadline=None)
settings.load_profile("law")

SHIPPED = Library(ROOT / "personas", ROOT / "rubrics").personas()
runs = st.lists(verdicts(), min_size=1, max_size=30)
people = st.one_of(laws().map(persona), st.sampled_from(list(SHIPPED.values()))) if SHIPPED else laws().map(persona)
Step = tuple[State, Verdict, State, Receipt]


def play(who: Persona, run: list[Verdict], voices: bool = True) -> list[Step]:
    """Return (before, verdict, after, receipt) of each turn; the customer voices a plan whenever it is due."""
    steps, state = [], start(who)
    for one in run:
        after, receipt = move(state, one, who)
        steps.append((state, one, after, receipt))
        plan = next(iter(who.plans)) if voices and after.plan_due else None
        told = next((fact for fact in after.unlocked if fact not in after.disclosed), None)
        state = record_reply(after, reply(plan=plan, disclosed=told))
    return steps
