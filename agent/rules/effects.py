"""What entries come to: the levels after a turn, within the caps and the range, and what of each entry took effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.model.law import Law
from agent.model.session import Entry, State, StateChange

PLACES = 4
"""Decimal places of a level: finer than anything shown, coarse enough that sums of tenths compare equal."""


def within(level: float, floor: float = 0.0) -> float:
    """Return a level inside its range, to the places that are kept."""
    return round(max(floor, min(10.0, level)), PLACES)


def levels_after(state: State, entries: Sequence[Entry], law: Law) -> StateChange:
    """Return the four levels after a turn; a turn moves resistance and trust by no more than the law's steps."""
    resistance = state.resistance + max(-law.gain, min(law.loss, _total(entries, "resistance")))
    trust = state.trust + max(-law.trust_loss, min(law.trust_gain, _total(entries, "trust")))
    return {
        "resistance": within(resistance, min(law.floor, state.resistance)),
        "trust": within(trust),
        "scope_pressure": within(state.scope_pressure + _total(entries, "scope_pressure")),
        "readiness": within(state.readiness + _total(entries, "readiness")),
    }


def took_effect(state: State, entries: Sequence[Entry], levels: StateChange) -> Iterator[Entry]:
    """Yield the entries with what they really changed, so that those of one quantity add up to what it moved.

    A cap and a range only ever shorten a step. The entries that pull the way it went bear that in proportion; the
    others stay whole, and no sign flips. An entry of which nothing is left stays: its words still tell why.
    """
    moved = {
        "resistance": levels["resistance"] - state.resistance,
        "trust": levels["trust"] - state.trust,
        "scope_pressure": levels["scope_pressure"] - state.scope_pressure,
        "readiness": levels["readiness"] - state.readiness,
    }
    for entry in entries:
        total = _total(entries, entry.quantity)
        if entry.change * total <= 0:
            yield entry.model_copy(update={"change": round(entry.change, PLACES) + 0.0})
            continue
        pulling = sum(one.change for one in entries if one.quantity == entry.quantity and one.change * total > 0)
        left = (moved[entry.quantity] - (total - pulling)) / pulling
        yield entry.model_copy(update={"change": round(entry.change * left, PLACES) + 0.0})


def _total(entries: Sequence[Entry], quantity: str) -> float:
    return sum(entry.change for entry in entries if entry.quantity == quantity)
