"""Where the conversation stands: stage, plan, commitment, leaving, and which facts are open."""

from __future__ import annotations

from agent.model.acts import Stage
from agent.model.ids import CheckId
from agent.model.law import Law
from agent.model.persona import Fact, Persona
from agent.model.session import Outcome, State
from agent.model.verdict import Code, Verdict

HYSTERESIS = 1.0
"""How far a level must fall back behind its threshold before the stage regresses."""


def next_stage(stage: Stage, state: State, law: Law, harmed: bool) -> Stage:
    """Return the stage after a turn: one step forward when its thresholds hold, one back when they are lost.

    `stage` is the stage before, `state` holds the levels after the turn, `harmed` says the line confronted or pushed.
    """
    if stage is Stage.PLAN and (state.resistance > law.plan_resistance + HYSTERESIS or (harmed and state.ruptured)):
        return Stage.EVOKE
    if stage is Stage.EVOKE and (
        state.resistance > law.evoke_resistance + HYSTERESIS or state.trust < law.evoke_trust - HYSTERESIS
    ):
        return Stage.ENGAGE
    if harmed:
        return stage
    if stage is Stage.ENGAGE and state.trust >= law.evoke_trust and state.resistance <= law.evoke_resistance:
        return Stage.EVOKE
    if stage is Stage.EVOKE and _ready_to_plan(state, law):
        return Stage.PLAN
    return stage


def _ready_to_plan(state: State, law: Law) -> bool:
    return (
        state.trust >= law.plan_trust
        and state.resistance <= law.plan_resistance
        and state.readiness >= law.plan_readiness
        and state.scope_pressure < law.scope_limit
    )


def may_voice_plan(state: State, verdict: Verdict, law: Law, blocked: bool) -> bool:
    """Say whether the customer may now put a plan into words: asked for theirs, in the stage plan, not overrun."""
    asked = any(verdict.passed(check) for check in (CheckId.SHAPES_PLAN, CheckId.ASKS_FOR_THEIRS, CheckId.LOOKS_AHEAD))
    return state.stage is Stage.PLAN and asked and not blocked and state.scope_pressure < law.scope_limit


def outcome_after(before: State, after: State, verdict: Verdict, law: Law, blocked: bool) -> Outcome:
    """Return whether the customer commits. That needs a plan voiced in an earlier turn; no other path leads there.

    Who is heard and then asked about something else answers that, and commits another time.
    """
    ready = before.plan is not None and before.stage is Stage.PLAN and after.stage is Stage.PLAN and not blocked
    calm = after.resistance <= law.commit_resistance and after.scope_pressure < law.scope_limit
    asks = verdict.has(Code.OPEN_QUESTION, Code.CLOSED_QUESTION)
    left_to_them = any(
        verdict.passed(check) for check in (CheckId.SHAPES_PLAN, CheckId.LEAVES_CHOICE, CheckId.NAMES_STRENGTH)
    )
    handed_back = left_to_them or (verdict.passed(CheckId.SAYS_BACK) and not asks)
    if ready and calm and handed_back and (verdict.empathic or verdict.empowering):
        return Outcome.COMMITTED
    return Outcome.OPEN


def open_facts(persona: Persona, state: State) -> tuple[str, ...]:
    """Return the facts whose gates hold now, with those already disclosed, in the persona's order."""
    return tuple(name for name, fact in persona.facts.items() if name in state.disclosed or _gate_holds(fact, state))


def _gate_holds(fact: Fact, state: State) -> bool:
    gate = fact.gate
    return (
        state.trust >= gate.trust
        and state.resistance <= gate.resistance
        and state.stage.rank >= gate.stage.rank
        and all(other in state.disclosed for other in gate.after)
    )
