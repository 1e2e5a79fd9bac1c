"""Standing: a customer put into a band, with the trust, stage and open facts that go with it."""

from __future__ import annotations

from agent.model.acts import Band, Stage
from agent.model.persona import Persona
from agent.model.session import State
from agent.rules import stages
from agent.rules.transition import start

RESISTANCE = {Band.CLOSED: 7.0, Band.GUARDED: 5.0, Band.OPEN: 2.5}
"""Where a customer stands who is put into a band; who starts more closed than `closed` stays as they start."""


def standing(persona: Persona, band: Band) -> State:
    """Return the state of a customer who stands in a band, with the trust, stage and open facts that go with it."""
    law, first = persona.law, start(persona)
    trust = {Band.CLOSED: first.trust, Band.GUARDED: law.evoke_trust, Band.OPEN: law.plan_trust}[band]
    level = max(RESISTANCE[band], first.resistance) if band is Band.CLOSED else max(RESISTANCE[band], law.floor)
    state = first.after({"resistance": level, "trust": max(first.trust, trust)})
    state = state.after({"stage": stages.next_stage(Stage.ENGAGE, state, law, harmed=False)})
    return state.after({"unlocked": stages.open_facts(persona, state)})
