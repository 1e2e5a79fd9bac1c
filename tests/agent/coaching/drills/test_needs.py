"""Needs: a session tells which skills were weak only where it gave them a chance."""

from __future__ import annotations

from datetime import UTC, datetime

from agent.coaching.drills.needs import Ended, Need, needs_of
from agent.model.acts import Stage
from agent.model.practice.drill import Skill
from agent.model.turn import Turn
from agent.model.verdict import ungraded
from tests.support.makers import makers, talks

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LAW = makers.persona().law


def need(at: datetime = AT, persona: str = "p", weak: bool = True) -> Need:
    """Return how saying back stood in a session."""
    return Need(Skill.SAY_BACK, "s", persona, at, shown=0, chances=4, spoiled=0, weak=weak)


def said(number: int, *, ruptured: bool = False, pressure: float = 0, past: bool = False, **checks: bool) -> Turn:
    turn = talks.turn(number)
    state = turn.state.model_copy(update={"ruptured": ruptured, "scope_pressure": pressure})
    stage = Stage.EVOKE if past else Stage.ENGAGE
    receipt = turn.receipt.model_copy(update={"stage_before": stage})
    return turn.model_copy(update={"verdict": makers.checked(checks), "state": state, "receipt": receipt})


def weak(*turns: Turn) -> set[Skill]:
    return {one.skill for one in needs_of(Ended("s", "p", AT, LAW, turns)) if one.weak}


def test_a_session_of_many_lines_that_say_nothing_back_and_leave_no_choice_is_weak_in_both() -> None:
    assert weak(*(said(number) for number in range(1, 5))) == {Skill.SAY_BACK, Skill.LEAVE_CHOICE}


def test_who_does_it_often_enough_is_not_weak() -> None:
    turns = [said(1, says_back=True), said(2, leaves_choice=True), said(3, owns_part=True, says_back=True)]
    assert weak(*turns) == set()


def test_two_lines_tell_nothing() -> None:
    assert weak(said(1), said(2)) == set()


def test_a_rupture_that_was_not_mended_is_weak_and_one_that_was_is_not() -> None:
    base = {"says_back": True, "leaves_choice": True}
    assert weak(said(1, ruptured=True, **base), said(2, **base)) == {Skill.MEND_RUPTURE}
    assert weak(said(1, ruptured=True, **base), said(2, owns_part=True, **base)) == set()


def test_a_limit_is_called_for_only_once_demands_have_grown() -> None:
    base = {"says_back": True, "leaves_choice": True}
    high = LAW.scope_limit / 2
    assert weak(said(1, pressure=high, **base), said(2, **base)) == {Skill.SET_LIMIT}
    assert weak(said(1, pressure=high - 0.1, **base), said(2, **base)) == set()


def test_giving_in_pushing_and_blaming_spoil_a_skill_by_themselves() -> None:
    base = {"says_back": True, "leaves_choice": True}
    assert weak(said(1, no_giving_in=False, **base)) == {Skill.SET_LIMIT}
    assert weak(said(1, no_push=False, **base)) == {Skill.LEAVE_CHOICE, Skill.ASK_REASONS}
    assert weak(said(1, no_blame=False, **base)) == {Skill.MEND_RUPTURE}


def test_reasons_are_called_for_past_the_first_stage() -> None:
    base = {"says_back": True, "leaves_choice": True}
    assert weak(*(said(number, past=True, **base) for number in range(1, 4))) == {Skill.ASK_REASONS}
    assert weak(*(said(number, past=True, asks_for_theirs=True, **base) for number in range(1, 4))) == set()


def test_lines_without_a_grade_tell_nothing() -> None:
    blank = [said(n).model_copy(update={"verdict": ungraded("noise", "mi@2", "test")}) for n in range(1, 6)]
    assert weak(*blank) == set()
