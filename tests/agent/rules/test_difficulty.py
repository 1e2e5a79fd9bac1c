"""Difficulty: what makes a customer harder, and that the pips follow it."""

from __future__ import annotations

from statistics import correlation, mean

from hypothesis import assume, given
from hypothesis import strategies as st

from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.verdict import Code, Stance
from tests.support.makers.law_runs import SHIPPED, play
from tests.support.makers.makers import laws, verdict, warm


@given(laws(), st.sampled_from([("plan_trust", 1.0), ("trust_start", -0.5), ("plan_readiness", 2.0)]))
def test_a_gate_that_is_harder_to_pass_never_makes_a_customer_milder(law: Law, gate: tuple[str, float]) -> None:
    name, step = gate
    level = min(10.0, max(0.0, getattr(law, name) + step))
    harder = law.model_copy(update={name: level})
    assert harder.lines_needed >= law.lines_needed
    assert law.difficulty <= harder.difficulty <= 5


@given(laws(), st.sampled_from(["question_patience", "follow_patience", "walk_patience"]))
def test_less_patience_makes_a_customer_harder(law: Law, name: str) -> None:
    assume(getattr(law, name) > 1)
    harder = law.model_copy(update={name: getattr(law, name) - 1})
    assert harder.lines_needed > law.lines_needed


def test_a_customer_who_trusts_slowly_has_more_pips_than_one_who_only_resists_as_much() -> None:
    quick = makers_law(trust_gain=1.2, plan_trust=5.0)
    slow = makers_law(trust_gain=0.4, plan_trust=7.0)
    assert quick.difficulty < slow.difficulty


def test_pips_follow_how_long_a_rep_who_slips_takes() -> None:
    """Every fifth line is advice nobody asked for, the others are good: more pips, more lines to commitment."""
    taken = {name: lines_taken(who) for name, who in SHIPPED.items()}
    pips = {name: who.law.difficulty for name, who in SHIPPED.items()}
    means = [mean(taken[name] for name in taken if pips[name] == level) for level in sorted(set(pips.values()))]
    assert means == sorted(means)
    assert len(means) > 2
    needed = [SHIPPED[name].law.lines_needed for name in taken]
    assert correlation(needed, list(taken.values())) > 0.85


def makers_law(**given: float) -> Law:
    return Law(start=7.5, gain=0.8, loss=1.6, commit_resistance=2.5, **given)


def lines_taken(who: Persona) -> float:
    good = warm(points_to_change=True, shapes_plan=True, leaves_choice=True)
    slip = verdict(Code.PERSUADE, stance=Stance.LEAD)
    ends = []
    for first in range(5):
        steps = play(who, [slip if number % 5 == first else good for number in range(60)])
        ends.append(next(at for at, step in enumerate(steps, 1) if step[2].outcome is Outcome.COMMITTED))
    return mean(ends)
