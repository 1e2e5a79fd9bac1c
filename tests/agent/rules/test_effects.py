"""What entries come to: any of them, from anywhere, add up to what moved, and none turns into its opposite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.ids import RuleId
from agent.model.law import Law
from agent.model.session import Entry, State
from agent.rules.effects import levels_after, took_effect, within
from tests.support.makers.makers import laws

levels = st.integers(0, 100_000).map(lambda parts: parts / 10_000)
entries = st.lists(
    st.builds(
        Entry,
        quote=st.just("words"),
        evidence=st.just("code"),
        rule=st.sampled_from([RuleId.SOFTENED, RuleId.CONFRONTED]),
        quantity=st.sampled_from(["resistance", "trust", "scope_pressure", "readiness"]),
        change=st.floats(-4, 4),
        why=st.just("why"),
    ),
    max_size=9,
)


@given(laws(), levels, levels, levels, levels, entries)
def test_entries_add_up_and_keep_their_sign(
    law: Law, resistance: float, trust: float, pressure: float, readiness: float, wanted: list[Entry]
) -> None:
    before = State(resistance=resistance, trust=trust, scope_pressure=pressure, readiness=readiness)
    after = before.after(levels_after(before, wanted, law))
    told = list(took_effect(before, wanted, levels_after(before, wanted, law)))
    for quantity in ("resistance", "trust", "scope_pressure", "readiness"):
        own = [(one.change, other.change) for one, other in zip(wanted, told, strict=True) if one.quantity == quantity]
        moved = getattr(after, quantity) - getattr(before, quantity)
        assert sum(change for _, change in own) == pytest.approx(moved, abs=1e-4 * (len(own) + 1))
        assert all(change * kept >= 0 and abs(kept) <= abs(change) + 1e-3 for change, kept in own)
    assert [(one.quote, one.rule, one.why) for one in told] == [(one.quote, one.rule, one.why) for one in wanted]


def test_only_what_pulls_the_way_it_went_is_shortened() -> None:
    law = Law(start=7.5, gain=1.0, loss=2.0)
    changes = (3.0, 1.0, -1.0)
    wanted = [
        Entry(quote="", evidence="e", rule=RuleId.PUSHED, quantity="resistance", change=change, why="w")
        for change in changes
    ]
    state = State(resistance=5.0, trust=3.0)
    moved = levels_after(state, wanted, law)
    assert moved["resistance"] == 7.0
    assert [entry.change for entry in took_effect(state, wanted, moved)] == [2.25, 0.75, -1.0]


@pytest.mark.parametrize(
    ("level", "floor", "kept"),
    [(10.00004, 0.0, 10.0), (-0.1, 0.0, 0.0), (0.9, 1.0, 1.0), (3.33333, 1.0, 3.3333)],
)
def test_a_level_is_kept_in_its_range_and_to_four_places(level: float, floor: float, kept: float) -> None:
    assert within(level, floor) == kept
