"""Nobody leaves out of the blue: a warning first, never on a line that mends, never before turn 6 but for an attack."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from agent.model.ids import RuleId
from agent.model.law import Law
from agent.model.persona import Persona
from agent.model.session import Outcome, State, StateChange
from agent.model.verdict import Code, Verdict
from agent.rules.leaving import EARLIEST
from agent.rules.transition import move
from tests.support.makers.law_runs import people, play, runs
from tests.support.makers.makers import persona, verdict, warm

LAW = Law(start=7.5, gain=1.0, loss=1.0, walk_resistance=9.0, walk_patience=2)
WHO = persona(LAW)
STRAINED = State(resistance=9.5, trust=5.0, turn=5, strain=1)
WARNED = STRAINED.after({"turn": 6, "strain": 2, "warned": True})
BLAME, MUMBLE, ATTACK = verdict(Code.CONFRONT), verdict(), verdict(no_insult=False)
OWNED = verdict(empathy=0.9, owns_part=True)


@given(people, runs)
def test_who_leaves_has_warned_or_was_attacked(who: Persona, run: list[Verdict]) -> None:
    for before, one, after, _ in play(who, run):
        if after.outcome is Outcome.WALKED_AWAY and before.outcome is Outcome.OPEN:
            attacked = one.failed("no_threat") or one.failed("no_insult")
            assert attacked or (before.warned and after.turn >= EARLIEST)
            assert (
                attacked or not one.passed("owns_part") or one.has(Code.CONFRONT, Code.PERSUADE) or withheld_anyway(one)
            )
            assert attacked or after.resistance >= who.law.walk_resistance
            assert one.ungraded is None


def withheld_anyway(one: Verdict) -> bool:
    guards = ("no_blame", "no_push", "no_override", "no_machine_talk")
    return any(one.failed(guard) for guard in guards) or one.has(
        Code.CAPITULATE, Code.COUNTERFEIT, Code.PERSUADE_WITH_PERMISSION
    )


@given(people, runs)
def test_a_warning_is_told_in_the_turn_that_gives_it(who: Persona, run: list[Verdict]) -> None:
    for before, _, after, receipt in play(who, run):
        assert (RuleId.LEAVE_WARNED in receipt.rules()) is (after.warned and not before.warned)


@given(people, runs)
def test_who_is_warned_can_be_kept_by_good_lines(who: Persona, run: list[Verdict]) -> None:
    before = play(who, run)[-1][2]
    assume(before.outcome is Outcome.OPEN)
    later = State.model_validate({**before.__dict__, "warned": True, "turn": 9})
    for _ in range(12):
        later, _ = move(later, warm(), who)
        assert later.outcome is not Outcome.WALKED_AWAY
    assert not later.warned or later.resistance >= who.law.walk_resistance


@pytest.mark.parametrize(
    ("before", "said", "outcome", "warned"),
    [
        ({}, MUMBLE, Outcome.OPEN, True),
        ({"strain": 0}, MUMBLE, Outcome.OPEN, False),
        ({"resistance": 8.99}, MUMBLE, Outcome.OPEN, False),
        ({}, BLAME, Outcome.OPEN, True),
        ({}, OWNED, Outcome.OPEN, False),
        ({}, warm(), Outcome.OPEN, False),
        ({"strain": 0}, ATTACK, Outcome.OPEN, True),
        ({"resistance": 5.0, "strain": 0}, ATTACK, Outcome.OPEN, True),
        ({"turn": 0}, ATTACK, Outcome.WALKED_AWAY, False),
        ({}, verdict(no_threat=False), Outcome.WALKED_AWAY, False),
        ({}, verdict(no_threat=False, sure=0.79), Outcome.OPEN, False),
    ],
)
def test_when_a_customer_warns(before: StateChange, said: Verdict, outcome: Outcome, warned: bool) -> None:
    after, _ = move(STRAINED.after(before), said, WHO)
    assert (after.outcome, after.warned) == (outcome, warned)


@pytest.mark.parametrize(
    ("before", "said", "outcome", "warned"),
    [
        ({}, MUMBLE, Outcome.WALKED_AWAY, False),
        ({}, BLAME, Outcome.WALKED_AWAY, False),
        ({"turn": 5}, MUMBLE, Outcome.WALKED_AWAY, False),
        ({"turn": 4}, MUMBLE, Outcome.OPEN, True),
        ({"turn": 0}, ATTACK, Outcome.WALKED_AWAY, False),
        ({}, OWNED, Outcome.OPEN, True),
        ({}, verdict(owns_part=True), Outcome.OPEN, True),
        ({}, verdict(empathy=0.9), Outcome.OPEN, True),
        ({}, verdict(Code.CONFRONT, sure=0.79), Outcome.OPEN, True),
        ({"resistance": 9.4}, warm(), Outcome.OPEN, False),
        ({"resistance": 8.99}, MUMBLE, Outcome.OPEN, False),
        ({"resistance": 9.0}, MUMBLE, Outcome.WALKED_AWAY, False),
        ({"resistance": 5.0, "strain": 0}, ATTACK, Outcome.WALKED_AWAY, False),
    ],
)
def test_when_a_customer_who_has_warned_leaves(
    before: StateChange, said: Verdict, outcome: Outcome, warned: bool
) -> None:
    after, _ = move(WARNED.after(before), said, WHO)
    assert (after.outcome, after.warned) == (outcome, warned)


def test_a_doubt_adds_no_strain() -> None:
    assert move(STRAINED, verdict(Code.CONFRONT, sure=0.79), WHO)[0].strain == 1
    assert move(STRAINED, MUMBLE, WHO)[0].strain == 2


def test_a_line_said_again_eases_nothing() -> None:
    heard, _ = move(STRAINED.after({"resistance": 10.0, "strain": 0}), warm(), WHO, "You kept it going alone.")
    warned = heard.after({"warned": True, "turn": 7, "resistance": 9.5})
    assert move(warned, warm(), WHO, "You kept it going alone.")[0].outcome is Outcome.WALKED_AWAY
    assert move(warned, warm(), WHO, "Nobody asked the night shift.")[0].outcome is Outcome.OPEN
