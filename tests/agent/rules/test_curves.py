"""Customers differ in shape: where they thaw, when they leap, how far they come; and what reps make of them."""

from __future__ import annotations

from functools import cache
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.law import Curve, Law
from agent.model.persona import Persona
from agent.model.session import Outcome, State
from agent.model.verdict import Verdict
from agent.rules.transition import move
from tests.support.makers import scripted_reps
from tests.support.makers.law_runs import SHIPPED, people, play
from tests.support.makers.makers import persona, verdict, warm
from tests.support.paths import ROOT

SEEDS = range(4)
WARM = warm()


def moved(curve: Curve, **levels: float) -> float:
    """Return how far a warm line lowers resistance with a gain of 1."""
    who = persona(Law(start=9.0, gain=1.0, loss=2.0, curve=curve))
    state = State.model_validate({"resistance": 6.0, "trust": 3.0, **levels})
    return round(state.resistance - move(state, WARM, who)[0].resistance, 4)


@pytest.mark.parametrize(
    ("resistance", "share"), [(2.0, 0.5), (4.0, 0.5), (5.0, 0.75), (6.0, 1.0), (7.0, 0.7), (8.0, 0.4), (9.5, 0.4)]
)
def test_a_thaw_runs_in_straight_lines_between_its_points(resistance: float, share: float) -> None:
    curve = Curve(thaw=((4.0, 0.5), (6.0, 1.0), (8.0, 0.4)))
    assert curve.reach(resistance, mended=False) == pytest.approx(share)
    assert moved(curve, resistance=resistance) == pytest.approx(min(0.9 * share, resistance - 1.0))


def test_after_an_owned_part_two_lines_reach_further_and_never_above_the_step() -> None:
    slow = Curve(thaw=((5.0, 0.5),), after_repair=1.5)
    assert [moved(slow, leaps=left) for left in (0, 1, 2)] == [0.45, 0.675, 0.675]
    assert moved(Curve(thaw=((5.0, 0.8),), after_repair=2.0), leaps=1) == 0.9
    state = State(resistance=6.0, trust=3.0)
    leaps = []
    for said in (verdict(owns_part=True), verdict(), verdict(), verdict()):
        state, _ = move(state, said, persona())
        leaps.append(state.leaps)
    assert leaps == [2, 1, 0, 0]


def test_who_rests_comes_no_further_before_they_see_reasons_of_their_own() -> None:
    held = Curve(rests_at=5.5, moved_by=4.0)
    assert moved(held) == 0.5
    assert moved(held, resistance=5.5) == 0.0
    assert moved(held, resistance=4.0, readiness=3.99) == 0.0
    assert moved(held, readiness=4.0) == 0.9
    who = persona(Law(start=9.0, gain=1.0, loss=2.0, curve=held))
    receipt = move(State(resistance=6.0, trust=3.0), WARM, who)[1]
    assert any("no further" in entry.why for entry in receipt.entries)


@given(people, st.floats(0, 10), st.booleans())
def test_no_curve_reaches_beyond_the_step(who: Persona, resistance: float, mended: bool) -> None:
    assert 0 < who.law.curve.reach(resistance, mended) <= 1


@cache
def ends(name: str, rep: str, number: int = 30) -> tuple[State, ...]:
    """Return where sessions of a kind of rep end with a customer."""
    run = getattr(scripted_reps, rep)
    return tuple(_end(SHIPPED[name], run(seed)[:number]) for seed in SEEDS)


def _end(who: Persona, run: list[Verdict]) -> State:
    steps = play(who, run)
    return next((after for _, _, after, _ in steps if after.outcome is not Outcome.OPEN), steps[-1][2])


def level(name: str, rep: str, number: int = 30) -> float:
    return mean(state.resistance for state in ends(name, rep, number))


@pytest.mark.parametrize("name", SHIPPED)
def test_in_sessions_as_long_experts_end_lower_than_the_decent_and_they_lower_than_pushers(name: str) -> None:
    assert level(name, "expert", 14) < level(name, "decent", 14) < level(name, "pusher", 14)
    assert all(state.outcome is Outcome.COMMITTED for state in ends(name, "expert"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_late_bloomer_blooms(name: str) -> None:
    assert max(state.resistance for state in ends(name, "late_bloomer")) < level(name, "pusher")
    assert not any(state.outcome is Outcome.WALKED_AWAY for state in ends(name, "late_bloomer"))


def test_about_a_third_of_decent_sessions_end_without_a_commitment() -> None:
    open_ended = [state.outcome is not Outcome.COMMITTED for name in SHIPPED for state in ends(name, "decent")]
    assert 1 / 5 <= mean(open_ended) <= 1 / 2


def test_no_two_customers_have_the_same_curve() -> None:
    full = [SHIPPED[path.stem] for path in (ROOT / "personas").glob("*.yaml")]  # a lean one's way is a straight line
    shapes = {who.law.curve for who in full}
    assert len(shapes) == len(full)
    assert sum(curve.rests_at is not None for curve in shapes) in (2, 3)
    assert sum(curve.after_repair > 1 for curve in shapes) >= 2
