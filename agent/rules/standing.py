"""Standing: what may be told of where the customer stands. One decision for panel, receipts, hints and debrief.

While trust is below what leading needs, following is right: the law may count it, nothing that is written blames it.
"""

from __future__ import annotations

from typing import Literal

from agent.model.acts import Stage
from agent.model.ids import CheckId
from agent.model.law import Law
from agent.model.session import Receipt, State
from agent.model.verdict import Code, Stance, Verdict

DRAWS_OUT = (CheckId.ASKS_FOR_THEIRS, CheckId.POINTS_TO_CHANGE, CheckId.NAMES_STRENGTH, CheckId.SHAPES_PLAN)
"""Checks of which one that passes makes a line more than mere following: it draws out their own reasons."""

BRINGS_NOTHING = frozenset(
    {
        Code.SIMPLE_REFLECTION,
        Code.COMPLEX_REFLECTION,
        Code.SUMMARY,
        Code.AFFIRM,
        Code.EMPHASIZE_AUTONOMY,
        Code.GIVE_INFORMATION,
        Code.OTHER,
    }
)
"""Codes that bring in no direction: a line with empathy in it and nothing else says back what was heard."""

SCOPE_MATTERS = 2.0
"""From this scope pressure on it is shown, and a limit is one of the ways of answering."""

NEAR = 0.05
"""A level this near its floor rests on it: less is not shown."""


def may_lead(state: State, law: Law) -> bool:
    """Say whether they trust enough for a line that leads."""
    return state.trust >= law.lead_trust


def only_follows(state: State, verdict: Verdict, law: Law, streak: int) -> bool:
    """Say whether a line follows where it is time to lead: trust is there, and nothing is drawn out.

    Args:
        state: before the line. streak: lines of following up to it.
    """
    drawn = any(verdict.passed(check) for check in DRAWS_OUT)
    return streak > law.follow_patience and may_lead(state, law) and not drawn


def led(verdict: Verdict, receipt: Receipt) -> Literal["early", "due"] | None:
    """Return when a line led, as it may be told: what says back, advises nothing and asks nothing ahead did not."""
    return None if _only_says_back(verdict) else receipt.lead


def told_stance(verdict: Verdict) -> Stance:
    """Return a line's stance as it may be told: what only says back followed, however much it sounds like leading."""
    return Stance.FOLLOW if _only_says_back(verdict) else verdict.stance


def _only_says_back(verdict: Verdict) -> bool:
    aims = any(verdict.passed(check) for check in (CheckId.LOOKS_AHEAD, CheckId.SHAPES_PLAN))
    return verdict.empathic and not aims and BRINGS_NOTHING.issuperset(found.code for found in verdict.codes)


def followed(state: State, verdict: Verdict, law: Law, streak: int) -> str:
    """Return why a long run of following raises scope pressure, without blaming what was right."""
    if only_follows(state, verdict, law, streak):
        return (
            f"{streak} lines of following, and there is trust enough to look ahead: the direction is theirs alone now."
        )
    if not may_lead(state, law):
        return "Following is right while trust grows. They use the room to ask for a little more."
    return "You draw out their reasons, and that is right. They use the room to ask for a little more."


def floor_note(state: State, law: Law, who: str) -> str:
    """Return why resistance falls no further, where it rests on a floor; else an empty text."""
    rest = law.curve.rest(state.readiness)
    if rest > law.floor and state.resistance <= rest + NEAR:
        return (
            f"Resistance rests at {rest:.1f}: {who} comes no further before there are reasons of their own "
            f"(readiness {law.curve.moved_by:.0f}; it stands at {state.readiness:.1f})."
        )
    if state.resistance <= law.floor + NEAR:
        return f"Resistance rests at its floor of {law.floor:.1f}: some of it stays with {who}, whatever you say."
    return ""


def readiness_note(state: State, law: Law) -> str:
    """Return what readiness is and what it is still for, in a few words."""
    if state.stage is Stage.PLAN:
        return "reasons of their own; enough for a plan"
    if state.readiness >= law.plan_readiness:
        return "reasons of their own; enough for a plan once trust and calm are there"
    return f"reasons of their own; a plan needs {law.plan_readiness:.1f}"
