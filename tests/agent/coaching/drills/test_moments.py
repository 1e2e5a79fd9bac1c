"""Moments: every customer gives some, the same every time, and none gives away what must be earned."""

from __future__ import annotations

from functools import cache

import pytest

from agent.coaching.drills.choosing import TRANSFER_AFTER, TRANSFER_EVERY, next_moment
from agent.coaching.drills.moments import held_back, moments_of
from agent.coaching.drills.skills import skill_sheets
from agent.content.authored_lines import every_line
from agent.content.library import Library
from agent.content.secrets import leaked_fact
from agent.model.persona import Persona
from agent.model.practice.drill import DrillMoment, Review, Skill
from tests.agent.coaching.drills.test_schedule import NOON, review
from tests.support.makers import makers
from tests.support.paths import ROOT


@cache
def shipped() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


def personas() -> dict[str, Persona]:
    return shipped().full_personas()


@pytest.mark.parametrize("skill", list(Skill))
def test_each_skill_has_moments_enough_with_every_customer_that_ships(skill: Skill) -> None:
    moments = moments_of(skill, personas())
    assert {moment.persona for moment in moments} == set(personas())
    assert sum(not moment.held_back for moment in moments) >= 100
    assert len({moment.id for moment in moments}) == len(moments)


@pytest.mark.parametrize("skill", list(Skill))
def test_a_moment_gives_nothing_away_that_must_be_earned(skill: Skill) -> None:
    for moment in moments_of(skill, personas()):
        persona = personas()[moment.persona]
        shown = " ".join((moment.said, moment.scene, moment.before or ""))
        assert leaked_fact(shown, persona, ()) is None, moment
        spoken = [line for line in every_line(persona) if line.text == moment.said]
        assert any(line.fact is None and not line.spec.after and not line.marks for line in spoken), moment


def test_moments_are_the_same_in_another_library_of_the_same_files() -> None:
    anew = Library(ROOT / "personas", ROOT / "rubrics").full_personas()
    assert [moments_of(skill, anew) for skill in Skill] == [moments_of(skill, personas()) for skill in Skill]


def test_other_words_or_another_version_make_another_moment() -> None:
    one = personas()["noreen_twomey"]
    later = one.model_copy(update={"version": one.version + 1})
    ids = {moment.id for moment in moments_of(Skill.SAY_BACK, {one.id: one})}
    assert not ids & {moment.id for moment in moments_of(Skill.SAY_BACK, {one.id: later})}
    assert ids == {moment.id for moment in moments_of(Skill.SAY_BACK, {one.id: one})}


def test_a_trainers_own_customer_is_drilled_with_and_holds_nobody_else_back() -> None:
    own = makers.persona().model_copy(update={"id": "our_own_customer"})
    before, after = held_back(personas()), held_back({**personas(), own.id: own})
    assert before == after - {own.id}
    assert all(moment.persona == own.id for moment in moments_of(Skill.SAY_BACK, {own.id: own}))


def test_three_of_the_twelve_are_held_back_and_somebody_is_always_left_to_teach() -> None:
    assert held_back(personas()) == {"ghislain_wauters", "naoko_hayashida", "tobenna_ezeani"}
    assert held_back(["ghislain_wauters"]) == frozenset()


def test_a_mend_always_has_a_line_to_mend_and_every_kind_has_an_example() -> None:
    assert all(moment.before for moment in moments_of(Skill.MEND_RUPTURE, personas()))
    for skill in Skill:
        assert {moment.kind for moment in moments_of(skill, personas())} == set(skill_sheets()[skill].kinds)


def test_the_checks_that_drills_go_by_are_those_of_the_rubric() -> None:
    known = set(shipped().rubric().checks)
    for sheet in skill_sheets().values():
        assert {*sheet.shows, *sheet.stronger, *sheet.guards, *sheet.spoils} <= known


def test_no_customer_comes_twice_before_all_have_come_and_each_person_has_their_own_order() -> None:
    moments = moments_of(Skill.SET_LIMIT, personas())
    asked: list[DrillMoment] = []
    for _ in range(9):
        found = next_moment(moments, answers(asked, passed=False), "somebody")
        assert found is not None
        assert found == next_moment(moments, answers(asked, passed=False), "somebody"), "asked again, it is the same"
        asked.append(found)
    assert len({moment.persona for moment in asked}) == 9
    assert not any(moment.held_back for moment in asked)
    assert {next_moment(moments, [], str(person)) for person in range(20)} != {asked[0]}


def test_a_held_back_customer_is_asked_now_and_then_once_three_were_passed() -> None:
    moments = moments_of(Skill.SAY_BACK, personas())
    asked: list[DrillMoment] = []
    for _ in range(12):
        found = next_moment(moments, answers(asked, passed=True), "")
        assert found is not None
        asked.append(found)
    kept = [nth for nth, moment in enumerate(asked, 1) if moment.held_back]
    assert kept == [4, 8, 12]
    assert (TRANSFER_AFTER, TRANSFER_EVERY) == (3, 4)
    assert len({moment.persona for moment in asked if moment.held_back}) == 3


def test_a_library_without_a_line_for_a_skill_has_no_moment() -> None:
    assert next_moment([], [], "") is None


def answers(asked: list[DrillMoment], passed: bool) -> list[Review]:
    return [review(NOON, passed=passed, moment=moment.id, held=moment.held_back) for moment in asked]
