"""Expectations: what must hold between the kinds of reps with every customer. One answer per rule and session."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.model.session import Outcome
from evals.simulation.transcript import Transcript

SKILLED = ("expert", "late_bloomer")
"""Kinds that end as skilled reps. The relapser began as one, and does not count."""

COUNTERFEIT = ("empathy_only", "empowerment_only", "parrot", "flatterer", "silent", "stuffer", "injector")
"""Kinds that must never lower resistance: half of the skill, the form of it, or none."""

FALL, FALL_TURNS = 4.0, 12
"""A skilled text of so many lines ends at least so far below the start."""

LOST = 0.75
"""Share of what was gained that a relapser must have lost again."""

Panel = dict[str, list[Transcript]]
"""The sessions with one customer by kind of rep."""


@dataclass(frozen=True)
class Held:
    """Whether a rule held in one session."""

    session: Transcript
    holds: bool


@dataclass(frozen=True)
class Ordering:
    """A rule: its name and title as a measure, and the answers it gives for one customer's panel."""

    name: str
    title: str
    test: Callable[[Panel], Iterator[Held]]


def by_kind(sessions: Sequence[Transcript]) -> Panel:
    """Return sessions by kind of rep, in the order kinds first occur."""
    found: Panel = defaultdict(list)
    for session in sessions:
        found[session.kind].append(session)
    return dict(found)


def by_persona(sessions: Sequence[Transcript]) -> dict[str, Panel]:
    """Return the panel of each customer."""
    names = dict.fromkeys(session.persona for session in sessions)
    return {name: by_kind([session for session in sessions if session.persona == name]) for name in names}


def _expert_lowest(panel: Panel) -> Iterator[Held]:
    worst = max((session.final for session in panel.get("expert", ())), default=math.nan)
    for kind, sessions in panel.items():
        if kind != "expert":
            yield from (Held(session, session.final > worst) for session in sessions)


def _early_leader_worse(panel: Panel) -> Iterator[Held]:
    experts = panel.get("expert", [])
    for session in panel.get("early_leader", ()):
        yield Held(session, bool(experts) and session.final > max(expert.final for expert in experts))


def _never_lowered(panel: Panel) -> Iterator[Held]:
    for kind in COUNTERFEIT:
        yield from (Held(session, session.lowest >= session.start) for session in panel.get(kind, ()))


def _pleaser_uncommitted(panel: Panel) -> Iterator[Held]:
    for session in panel.get("pleaser", ()):
        yield Held(session, session.outcome is not Outcome.COMMITTED)


def _expert_falls(panel: Panel) -> Iterator[Held]:
    for session in panel.get("expert", ()):
        after = session.curve[min(FALL_TURNS, len(session.curve) - 1)]
        yield Held(session, after <= session.start - FALL)


def _late_bloomer_recovers(panel: Panel) -> Iterator[Held]:
    for session in panel.get("late_bloomer", ()):
        yield Held(session, max(session.curve) > session.start > session.final)


def _late_bloomer_later(panel: Panel) -> Iterator[Held]:
    experts = [session.thaw or math.inf for session in panel.get("expert", ())]
    usual = statistics.median(experts) if experts else math.inf
    for session in panel.get("late_bloomer", ()):
        yield Held(session, (session.thaw or math.inf) > usual)


def _relapser_loses(panel: Panel) -> Iterator[Held]:
    for session in panel.get("relapser", ()):
        gained = session.start - session.lowest
        yield Held(session, gained >= 1 and session.final - session.lowest >= LOST * gained)


RULES = (
    Ordering("expert.lowest", "every expert text ends lower than every other rep", _expert_lowest),
    Ordering("expert.falls", f"an expert is {FALL:g} below the start after {FALL_TURNS} lines", _expert_falls),
    Ordering("counterfeit.never_lowers", "no counterfeit ever lowers resistance below the start", _never_lowered),
    Ordering("pleaser.uncommitted", "the pleaser reaches no commitment", _pleaser_uncommitted),
    Ordering("early_leader.worse", "the early leader ends worse than the expert", _early_leader_worse),
    Ordering("late_bloomer.recovers", "the late bloomer rises, then ends below the start", _late_bloomer_recovers),
    Ordering("late_bloomer.later", "the late bloomer thaws later than the expert", _late_bloomer_later),
    Ordering("relapser.loses", "the relapser gains, and loses most of it again", _relapser_loses),
)
