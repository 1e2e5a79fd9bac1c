"""The law of resistance: (state, verdict, persona) -> (state, receipt). Pure arithmetic; no model, no clock, no chance.

Resistance falls only on empathy and empowerment together (`rewards.softening`), never on a line that confronts, blames
or pushes (`penalties.withheld`). Every step is capped by the persona's law, losses above gains. `test_law.py` proves
the eight guarantees of the architecture over random verdicts and over every persona that ships.
"""

from __future__ import annotations

from agent.model.acts import Stage
from agent.model.check_ids import CheckId
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.rule_ids import RuleId
from agent.model.session import Entry, Outcome, Receipt, Reply, State, StateChange
from agent.model.verdict import Code, Stance, Verdict
from agent.rules import penalties, rewards, stages

PERMISSION_LINES = 2
"""Lines that one permission covers (VOCABULARY: permission may cover the next few lines)."""

ONWARD = {
    Stage.EVOKE: "They trust you enough now to talk about whether anything should change.",
    Stage.PLAN: "They have reasons of their own now; what is left is a plan they put into words.",
}
BACK = {
    Stage.ENGAGE: "They closed up again: trust comes first, before any talk of change.",
    Stage.EVOKE: "The plan is off the table for now: their own reasons come first again.",
}
"""What a receipt says when the stage turns, by the stage it turns to."""

HARMS = frozenset({RuleId.CONFRONTED, RuleId.PUSHED, RuleId.PERMISSION_OVERRIDDEN, RuleId.EARLY_LEAD})


def start(persona: Persona) -> State:
    """Return the state before the first line."""
    state = State(resistance=_within(persona.law.start), trust=_within(persona.law.trust_start))
    return state.after({"unlocked": stages.open_facts(persona, state)})


def move(state: State, verdict: Verdict, persona: Persona) -> tuple[State, Receipt]:
    """Move the customer by the evidence of one line.

    Returns:
        The new state, and a receipt whose entries name the words, the rule and the change. An ungraded verdict and
        a session that has ended move nothing but the turn count.
    """
    if verdict.ungraded is not None or state.outcome is not Outcome.OPEN:
        return _unmoved(state, verdict)
    law, blocked = persona.law, penalties.withheld(state, verdict, persona.law)
    streak = 0 if _steers(verdict) else state.following + 1
    touched = tuple(penalties.triggered(verdict, persona))
    entries = (*_entries(state, verdict, law, streak, blocked), *(entry for _, entry in touched))
    levels = _levels(state, entries, law)
    moved = state.after({**levels, **_memory(state, verdict, levels, streak, blocked, law)})
    moved = _settle(state, moved, verdict, persona, blocked)
    return moved, _receipt(state, moved, verdict, law, entries, tuple(name for name, _ in touched))


def record_reply(state: State, reply: Reply) -> State:
    """Return the state once the customer has spoken: what they disclosed, and the plan they voiced."""
    change: StateChange = {}
    if reply.disclosed and reply.disclosed not in state.disclosed:
        change["disclosed"] = (*state.disclosed, reply.disclosed)
    if reply.plan and state.plan_due and state.plan is None:
        change["plan"] = reply.plan
    return state.after(change) if change else state


def _entries(state: State, verdict: Verdict, law: Law, streak: int, blocked: RuleId | None) -> tuple[Entry, ...]:
    found = [
        *penalties.confronting(verdict, law),
        *penalties.pushing(state, verdict, law),
        *penalties.counterfeiting(state, verdict, law),
        *penalties.tiring(state, verdict, law),
        *penalties.refusing(state, verdict, law),
        *rewards.limiting(state, verdict, law),
        *rewards.following(state, verdict, law, streak),
    ]
    if blocked is None:
        found += rewards.softening(state, verdict, law)
        found += rewards.trusting(state, verdict, law)
        found += rewards.readying(state, verdict, law)
    elif blocked in HARMS:
        why = "After that, their reasons for change go quiet."
        found.append(Entry(quote="", evidence=blocked, rule=blocked, quantity="readiness", change=-1.0, why=why))
    elif blocked is RuleId.ODD:
        why = "You spoke to a machine. The customer only finds it odd; nothing moves."
        found.append(
            Entry(
                quote="", evidence=CheckId.NO_MACHINE_TALK, rule=RuleId.ODD, quantity="resistance", change=0.0, why=why
            )
        )
    return tuple(found)


def _levels(state: State, entries: tuple[Entry, ...], law: Law) -> StateChange:
    def total(quantity: str) -> float:
        return sum(entry.change for entry in entries if entry.quantity == quantity)

    resistance = state.resistance + max(-law.gain, min(law.loss, total("resistance")))
    trust = state.trust + max(-law.trust_loss, min(law.trust_gain, total("trust")))
    return {
        "resistance": _within(resistance, min(law.floor, state.resistance)),
        "trust": _within(trust),
        "scope_pressure": _within(state.scope_pressure + total("scope_pressure")),
        "readiness": _within(state.readiness + total("readiness")),
    }


def _within(level: float, floor: float = 0.0) -> float:
    return round(max(floor, min(10.0, level)), 4)


def _memory(
    state: State, verdict: Verdict, levels: StateChange, streak: int, blocked: RuleId | None, law: Law
) -> StateChange:
    harmed = blocked in HARMS
    mended = blocked is None and verdict.passed(CheckId.OWNS_PART)
    asked_leave = verdict.passed(CheckId.ASKS_LEAVE) and not harmed
    return {
        "turn": state.turn + 1,
        "empathy_before": verdict.empathic and blocked is None,
        "empowerment_before": verdict.empowering and blocked is None,
        "permission": PERMISSION_LINES if asked_leave else max(0, state.permission - 1),
        "following": streak,
        "questioning": state.questioning + 1 if penalties.asks_only(verdict) else 0,
        "counterfeits": state.counterfeits + verdict.has(Code.COUNTERFEIT),
        "strain": state.strain + 1 if levels["resistance"] >= law.walk_resistance else 0,
        "ruptured": blocked is RuleId.CONFRONTED
        or (state.ruptured and not mended and levels["trust"] < law.evoke_trust),
    }


def _settle(before: State, moved: State, verdict: Verdict, persona: Persona, blocked: RuleId | None) -> State:
    law, harmed = persona.law, blocked in HARMS
    stage = before.stage if blocked is RuleId.ODD else stages.next_stage(before.stage, moved, law, harmed)
    withdrawn = stage.rank < before.stage.rank
    moved = moved.after({"stage": stage, "plan": None if withdrawn else before.plan})
    due = stages.may_voice_plan(moved, verdict, law, blocked is not None)
    outcome = stages.outcome_after(before, moved, verdict, law, blocked is not None)
    unlocked = stages.open_facts(persona, moved)
    return moved.after({"plan_due": due, "outcome": outcome, "unlocked": unlocked})


def _steers(verdict: Verdict) -> bool:
    led = any(verdict.passed(check) for check in (CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN))
    return led or verdict.stance is Stance.LEAD or verdict.has(Code.SET_LIMIT)


def _receipt(
    before: State, after: State, verdict: Verdict, law: Law, entries: tuple[Entry, ...], touched: tuple[str, ...]
) -> Receipt:
    leads = verdict.stance is Stance.LEAD or verdict.has(Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION)
    extra = [*_stage_entry(before.stage, after.stage)]
    return Receipt(
        entries=(*entries, *extra),
        resistance=round(after.resistance - before.resistance, 4),
        trust=round(after.trust - before.trust, 4),
        scope_pressure=round(after.scope_pressure - before.scope_pressure, 4),
        stage_before=before.stage,
        stage_after=after.stage,
        lead=("early" if penalties.early(before, law) else "due") if leads else None,
        triggers=touched,
        unlocked=tuple(name for name in after.unlocked if name not in before.unlocked),
    )


def _stage_entry(before: Stage, after: Stage) -> list[Entry]:
    if before is after:
        return []
    forward = after.rank > before.rank
    why = ONWARD[after] if forward else BACK[after]
    rule = RuleId.STAGE_FORWARD if forward else RuleId.STAGE_BACK
    return [
        Entry(quote="", evidence=after.value, rule=rule, quantity="stage", change=1.0 if forward else -1.0, why=why)
    ]


def _unmoved(state: State, verdict: Verdict) -> tuple[State, Receipt]:
    why = f"Not graded: {verdict.ungraded}. Nothing moves." if verdict.ungraded else "The conversation has ended."
    entry = Entry(quote="", evidence="ungraded", rule=RuleId.UNGRADED, quantity="resistance", change=0.0, why=why)
    after = state.after(
        {"turn": state.turn + 1, "empathy_before": False, "empowerment_before": False, "plan_due": False}
    )
    return after, Receipt(entries=(entry,), stage_before=state.stage, stage_after=state.stage)
