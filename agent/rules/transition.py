"""The law of resistance: (state, verdict, persona) -> (state, receipt). Pure arithmetic; no model, no clock, no chance.

Resistance falls only on empathy and empowerment together (`rewards.softening`), never on a line that confronts, blames
or pushes (`penalties.withheld`). What is not sure costs nobody (`certainty`), and the same line earns once
(`repetition`). Every step is capped by the persona's law, losses above gains. `tests/agent/rules` proves the guarantees
of `docs/law.md` over random verdicts and over every persona that ships.
"""

from __future__ import annotations

from agent.model.acts import Act, Stage
from agent.model.ids import CheckId, RuleId
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.session import Entry, Outcome, Receipt, Reply, State, StateChange
from agent.model.verdict import SURE, Code, Stance, Verdict
from agent.rules import leaving, penalties, repetition, rewards, stages
from agent.rules.certainty import accusation, harm_of
from agent.rules.effects import PLACES, levels_after, took_effect, within

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

LEAP_LINES = 2
"""Lines after an owned part in which a customer whose curve says so moves faster: the mood of a mended moment."""

HARMS = frozenset({RuleId.CONFRONTED, RuleId.PUSHED, RuleId.PERMISSION_OVERRIDDEN, RuleId.EARLY_LEAD})

EMPTY = {
    RuleId.ODD: (CheckId.NO_MACHINE_TALK, "You spoke to a machine. The customer only finds it odd; nothing moves."),
    RuleId.SAID_BEFORE: ("repetition", "You have said this before, nearly word for word: it is heard once."),
}
"""What a receipt says of a line that moves nothing by itself: evidence and reason, by rule."""


def start(persona: Persona) -> State:
    """Return the state before the first line."""
    state = State(resistance=within(persona.law.start), trust=within(persona.law.trust_start))
    return state.after({"unlocked": stages.open_facts(persona, state)})


def veiled(state: State) -> State:
    """Return a state that tells only how many turns there were and how the session stands. No law reads it."""
    return State(turn=state.turn, resistance=0.0, trust=0.0, outcome=state.outcome)


def move(state: State, verdict: Verdict, persona: Persona, line: str = "") -> tuple[State, Receipt]:
    """Move the customer by the evidence of one line.

    Args:
        line: the rep's words, by which a line that is said again is known; without them, none is.

    Returns:
        The new state, and a receipt whose entries name the words, the rule and the change. An ungraded verdict and
        a session that has ended move nothing but the turn count.
    """
    if verdict.ungraded is not None or state.outcome is not Outcome.OPEN:
        return _unmoved(state, verdict)
    law, said = persona.law, repetition.imprint(line, verdict)
    blocked = penalties.withheld(state, verdict, law)
    if blocked is None and repetition.said_before(state, said):
        blocked = RuleId.SAID_BEFORE
    streak = 0 if _steers(verdict) else state.following + 1
    touched = tuple(penalties.triggered(state, verdict, persona))
    entries = (*_entries(state, verdict, law, streak, blocked), *(entry for _, entry in touched))
    earned, levels = blocked is None and _earns(entries), levels_after(state, entries, law)
    entries = tuple(took_effect(state, entries, levels))
    memory = _memory(state, verdict, levels, streak, blocked, law)
    kept = (*state.said, said)[-repetition.KEPT :] if earned and said else state.said
    moved = state.after({**levels, **memory, "said": kept})
    moved = _settle(state, moved, verdict, persona, blocked, leaving.eases(verdict, blocked, earned))
    return moved, _receipt(state, moved, verdict, law, entries, tuple(name for name, _ in touched))


def record_reply(state: State, reply: Reply) -> State:
    """Return the state once the customer has spoken: what they disclosed, raised, and planned."""
    change: StateChange = {}
    told = [fact for fact in (reply.disclosed, *reply.told) if fact and fact not in state.disclosed]
    if told:
        change["disclosed"] = (*state.disclosed, *told)
    if reply.item and (reply.act is Act.RAISE or reply.item not in state.raised):
        change["raised"] = (*state.raised, reply.item)
    if reply.plan and state.plan_due and state.plan is None:
        change["plan"] = reply.plan
    return state.after(change) if change else state


def _entries(state: State, verdict: Verdict, law: Law, streak: int, blocked: RuleId | None) -> tuple[Entry, ...]:
    found = [
        *penalties.confronting(state, verdict, law),
        *penalties.pushing(state, verdict, law),
        *penalties.counterfeiting(state, verdict, law),
        *penalties.tiring(state, verdict, law),
        *penalties.refusing(state, verdict, law),
        *rewards.following(state, verdict, law, streak),
    ]
    if blocked not in (RuleId.UNCLEAR, RuleId.SAID_BEFORE):
        clean = accusation(state, verdict) is None  # a limit beside blame relieves, and earns no trust
        found += [entry for entry in rewards.limiting(state, verdict, law) if clean or entry.quantity != "trust"]
    if blocked is None:
        found += rewards.softening(state, verdict, law)
        found += rewards.trusting(state, verdict, law)
        found += rewards.readying(state, verdict, law)
    elif blocked in HARMS:
        why, change = "After that, their reasons for change go quiet.", -harm_of(verdict, blocked)
        found.append(Entry(quote="", evidence=blocked, rule=blocked, quantity="readiness", change=change, why=why))
    elif blocked in EMPTY:
        evidence, why = EMPTY[blocked]
        found.append(Entry(quote="", evidence=evidence, rule=blocked, quantity="resistance", change=0.0, why=why))
    return tuple(found)


def _earns(entries: tuple[Entry, ...]) -> bool:
    """Say whether anything in a line went well for the rep."""
    signs = {"resistance": -1, "trust": 1, "scope_pressure": -1, "readiness": 1}
    return any(entry.change * signs.get(entry.quantity, 0) > 0 for entry in entries)


def _memory(
    state: State, verdict: Verdict, levels: StateChange, streak: int, blocked: RuleId | None, law: Law
) -> StateChange:
    harmed, unclear = blocked in HARMS, accusation(state, verdict) is RuleId.UNCLEAR
    mended = blocked is None and verdict.passed(CheckId.OWNS_PART)
    strained = levels["resistance"] >= law.walk_resistance
    asked_leave = verdict.passed(CheckId.ASKS_LEAVE) and not harmed
    return {
        "turn": state.turn + 1,
        "empathy_before": verdict.empathic and blocked is None,
        "grounding_before": verdict.grounding if verdict.empathic and blocked is None else None,
        "empowerment_before": verdict.empowering and blocked is None,
        "permission": PERMISSION_LINES if asked_leave else max(0, state.permission - 1),
        "following": streak,
        "questioning": state.questioning + 1 if penalties.asks_only(verdict) else 0,
        "counterfeits": state.counterfeits + (verdict.certainty(Code.COUNTERFEIT) >= SURE),
        "strain": state.strain + (blocked is not RuleId.UNCLEAR) if strained else 0,
        "unclear": penalties.unclear_words(verdict) if unclear else "",
        "leaps": LEAP_LINES if mended else max(0, state.leaps - 1),
        "ruptured": blocked is RuleId.CONFRONTED
        or (state.ruptured and not mended and levels["trust"] < law.evoke_trust),
    }


def _settle(
    before: State, moved: State, verdict: Verdict, persona: Persona, blocked: RuleId | None, eased: bool
) -> State:
    law, harmed = persona.law, blocked in HARMS
    stage = before.stage if blocked is RuleId.ODD else stages.next_stage(before.stage, moved, law, harmed)
    withdrawn = stage.rank < before.stage.rank
    moved = moved.after({"stage": stage, "plan": None if withdrawn else before.plan})
    due = stages.may_voice_plan(moved, verdict, law, blocked is not None)
    outcome = stages.outcome_after(before, moved, verdict, law, blocked is not None)
    if leaving.leaves(before, moved, verdict, law, eased):
        outcome = Outcome.WALKED_AWAY
    warned = outcome is Outcome.OPEN and leaving.warned(before, moved, verdict, law, eased)
    unlocked = stages.open_facts(persona, moved)
    return moved.after({"plan_due": due, "outcome": outcome, "unlocked": unlocked, "warned": warned})


def _steers(verdict: Verdict) -> bool:
    led = any(verdict.passed(check) for check in (CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN))
    return led or verdict.stance is Stance.LEAD or verdict.has(Code.SET_LIMIT)


def _leads(verdict: Verdict) -> bool:
    """Say whether a line brings in direction: a limit may come at any time, so that it alone leads nowhere."""
    if verdict.has(Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION):
        return True
    aims = any(verdict.passed(check) for check in (CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN))
    return verdict.stance is Stance.LEAD and (aims or not verdict.has(Code.SET_LIMIT))


def _receipt(
    before: State, after: State, verdict: Verdict, law: Law, entries: tuple[Entry, ...], touched: tuple[str, ...]
) -> Receipt:
    extra = [*_stage_entry(before.stage, after.stage), *leaving.warning(before, after)]
    return Receipt(
        entries=(*entries, *extra),
        resistance=round(after.resistance - before.resistance, PLACES),
        trust=round(after.trust - before.trust, PLACES),
        scope_pressure=round(after.scope_pressure - before.scope_pressure, PLACES),
        stage_before=before.stage,
        stage_after=after.stage,
        lead=("early" if penalties.early(before, law) else "due") if _leads(verdict) else None,
        triggers=touched,
        unlocked=tuple(name for name in after.unlocked if name not in before.unlocked),
    )


def _stage_entry(before: Stage, after: Stage) -> list[Entry]:
    step = after.rank - before.rank
    if step == 0:
        return []
    rule, whys = {1: (RuleId.STAGE_FORWARD, ONWARD), -1: (RuleId.STAGE_BACK, BACK)}[step]
    return [Entry(quote="", evidence=after.value, rule=rule, quantity="stage", change=step, why=whys[after])]


def _unmoved(state: State, verdict: Verdict) -> tuple[State, Receipt]:
    why = f"Not graded: {verdict.ungraded}. Nothing moves." if verdict.ungraded else "The conversation has ended."
    entry = Entry(quote="", evidence="ungraded", rule=RuleId.UNGRADED, quantity="resistance", change=0.0, why=why)
    nothing: StateChange = {"empathy_before": False, "grounding_before": None, "empowerment_before": False}
    after = state.after({**nothing, "turn": state.turn + 1, "plan_due": False})
    return after, Receipt(entries=(entry,), stage_before=state.stage, stage_after=state.stage)
