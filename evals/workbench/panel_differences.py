"""Panel differences: pairs of played sessions made into what a trainer reads."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.training.panel_difference import (
    FIRST_LINES,
    ChangedLine,
    Endings,
    KindDifference,
    PanelDifference,
    RuleDifference,
    Shift,
    Slip,
)
from evals.simulation.expectations import RULES, by_kind
from evals.simulation.transcript import Transcript, mean_curve
from evals.simulation.violations import find_violations
from evals.stats.resampling import interval, mean, tallies

RESAMPLES, SEED = 2000, 1
"""Draws of the bootstrap, and their seed: the interval of the same sessions is the same each time."""


@dataclass(frozen=True)
class Pair:
    """One rep text with one seed, against both versions."""

    before: Transcript
    after: Transcript


def difference_of(before: Persona, after: Persona, pairs: Sequence[Pair]) -> PanelDifference:
    """Return what differs between the versions; `short`, `seconds` and `engines` are the caller's to fill in."""
    changed = [line for pair in pairs for line in _changed_lines(pair)]
    return PanelDifference(
        short=False,
        texts=len(pairs),
        turns=sum(len(session.steps) for pair in pairs for session in (pair.before, pair.after)),
        seconds=0.0,
        engines="",
        final=_shift(pairs, _finals),
        over_turns=_shift(pairs, _mean_levels),
        kinds=tuple(_kind_of_rep(kind, pairs) for kind in dict.fromkeys(pair.before.kind for pair in pairs)),
        rules=tuple(_rules(pairs)),
        slips_before=tuple(_slips(before, [pair.before for pair in pairs])),
        slips_after=tuple(_slips(after, [pair.after for pair in pairs])),
        changed=tuple(changed[:FIRST_LINES]),
        changed_in_all=len(changed),
        compared=sum(1 + max(len(pair.before.steps), len(pair.after.steps)) for pair in pairs),
        moved=sum(_moves(pair.before) != _moves(pair.after) for pair in pairs),
    )


def _kind_of_rep(kind: str, pairs: Sequence[Pair]) -> KindDifference:
    mine = [pair for pair in pairs if pair.before.kind == kind]
    before, after = [pair.before for pair in mine], [pair.after for pair in mine]
    return KindDifference(
        kind=kind,
        curve_before=tuple(level for _, level in mean_curve(before)),
        curve_after=tuple(level for _, level in mean_curve(after)),
        final=_shift(mine, _finals),
        over_turns=_shift(mine, _mean_levels),
        endings_before=_endings(before),
        endings_after=_endings(after),
    )


def _shift(pairs: Sequence[Pair], levels: Callable[[Pair], tuple[float, float]]) -> Shift:
    """Return both means and the interval of their difference; texts are drawn again whole, both versions together."""
    if not pairs:
        return Shift(before=0.0, after=0.0, pairs=0)
    both = [levels(pair) for pair in pairs]
    changes = [after - before for before, after in both]
    low, high = interval(tallies(changes, [pair.before.rep for pair in pairs]), mean, RESAMPLES, SEED)
    before, after = (statistics.fmean(side) for side in zip(*both, strict=True))
    return Shift(before=before, after=after, pairs=len(pairs), low=low, high=high)


def _finals(pair: Pair) -> tuple[float, float]:
    return pair.before.final, pair.after.final


def _mean_levels(pair: Pair) -> tuple[float, float]:
    """Return the mean resistance after each line; who has ended keeps the last level while the other goes on."""
    longest = max(len(pair.before.curve), len(pair.after.curve))
    before, after = (
        statistics.fmean(
            session.curve[min(turn, len(session.curve) - 1)] for turn in range(min(1, longest - 1), longest)
        )
        for session in (pair.before, pair.after)
    )
    return before, after


def _endings(sessions: Sequence[Transcript]) -> Endings:
    ends = [session.outcome for session in sessions]
    return Endings(
        committed=ends.count(Outcome.COMMITTED), open=ends.count(Outcome.OPEN),
        walked_away=ends.count(Outcome.WALKED_AWAY),
    )  # fmt: skip


def _rules(pairs: Sequence[Pair]) -> Iterator[RuleDifference]:
    """Yield each rule that had a session to hold in."""
    panels = [by_kind([pair.before for pair in pairs]), by_kind([pair.after for pair in pairs])]
    for rule in RULES:
        before, after = ([held.holds for held in rule.test(panel)] for panel in panels)
        if before:
            yield RuleDifference(
                name=rule.name, title=rule.title, sessions=len(before), held_before=sum(before), held_after=sum(after)
            )


def _slips(persona: Persona, sessions: Sequence[Transcript]) -> Iterator[Slip]:
    for session in sessions:
        for slip in find_violations(persona, session):
            line = session.steps[slip.turn - 1].customer
            yield Slip(kind=slip.kind, rep=session.rep, turn=slip.turn, customer=line, why=slip.why)


def _changed_lines(pair: Pair) -> Iterator[ChangedLine]:
    one, other = pair.before.lines, pair.after.lines
    said = ["", *(step.rep for step in max(pair.before.steps, pair.after.steps, key=len))]
    for turn, rep_line in enumerate(said):
        before, after = (lines[turn] if turn < len(lines) else "" for lines in (one, other))
        if before != after:
            yield ChangedLine(rep=pair.before.rep, turn=turn, said=rep_line, before=before, after=after)


def _moves(session: Transcript) -> tuple[object, ...]:
    """Return all that the law did in a session."""
    steps = ((step.resistance, step.trust, step.scope_pressure, step.stage, step.unlocked) for step in session.steps)
    return (session.start, session.outcome, *steps)
