"""Every threshold of the stages, just at it and just past it."""

from __future__ import annotations

import pytest

from agent.model.acts import Stage
from agent.model.law import Law
from agent.model.session import Outcome, State, StateChange
from agent.model.verdict import Verdict
from agent.rules import stages
from tests.support.makers.makers import checked, persona, verdict

LAW = Law(
    start=8.0, gain=1.0, loss=2.0, evoke_trust=3.0, evoke_resistance=6.5, plan_trust=5.0, plan_resistance=4.5,
    plan_readiness=3.0, commit_resistance=3.5, scope_limit=6.0, walk_patience=3,
)  # fmt: skip
ENGAGE, EVOKE, PLAN = Stage.ENGAGE, Stage.EVOKE, Stage.PLAN
OPENED = State(resistance=6.5, trust=3.0)
READY = State(resistance=4.5, trust=5.0, readiness=3.0, scope_pressure=5.99, stage=EVOKE)
PLANNING = State(resistance=3.5, trust=5.0, readiness=3.0, stage=PLAN, plan="pilot")


@pytest.mark.parametrize(
    ("change", "after"),
    [({}, EVOKE), ({"trust": 2.99}, ENGAGE), ({"resistance": 6.51}, ENGAGE)],
)
def test_trust_and_resistance_open_evoke(change: StateChange, after: Stage) -> None:
    assert stages.next_stage(ENGAGE, OPENED.after(change), LAW, harmed=False) is after


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, PLAN), ({"trust": 4.99}, EVOKE), ({"resistance": 4.51}, EVOKE), ({"readiness": 2.99}, EVOKE),
        ({"scope_pressure": 6.0}, EVOKE),
    ],
)  # fmt: skip
def test_four_levels_open_plan(change: StateChange, after: Stage) -> None:
    assert stages.next_stage(EVOKE, READY.after(change), LAW, harmed=False) is after


def test_a_harmful_line_opens_nothing() -> None:
    assert stages.next_stage(ENGAGE, OPENED, LAW, harmed=True) is ENGAGE
    assert stages.next_stage(EVOKE, READY, LAW, harmed=True) is EVOKE
    assert stages.next_stage(PLAN, READY, LAW, harmed=True) is PLAN


@pytest.mark.parametrize(
    ("stage", "change", "after"),
    [
        (EVOKE, {"resistance": 7.5, "trust": 2.0}, EVOKE),
        (EVOKE, {"resistance": 7.51, "trust": 2.0}, ENGAGE),
        (EVOKE, {"resistance": 7.5, "trust": 1.99}, ENGAGE),
        (PLAN, {"resistance": 5.5}, PLAN),
        (PLAN, {"resistance": 5.51}, EVOKE),
        (PLAN, {"trust": 0.0}, PLAN),
    ],
)
def test_a_stage_is_lost_one_level_behind_its_threshold(stage: Stage, change: StateChange, after: Stage) -> None:
    state = State(resistance=5.0, trust=3.0).after(change)
    assert stages.next_stage(stage, state, LAW, harmed=False) is after


def test_a_breach_takes_the_plan_off_the_table_in_the_turn_that_makes_it() -> None:
    ruptured = READY.after({"ruptured": True})
    assert stages.next_stage(PLAN, ruptured, LAW, harmed=True) is EVOKE
    assert stages.next_stage(PLAN, ruptured, LAW, harmed=False) is PLAN


@pytest.mark.parametrize("check", ["shapes_plan", "asks_for_theirs", "looks_ahead"])
def test_a_plan_is_voiced_when_asked_for(check: str) -> None:
    asked = checked({check: True})
    roomy = PLANNING.after({"scope_pressure": 5.99})
    assert stages.may_voice_plan(roomy, asked, LAW, blocked=False)
    assert not stages.may_voice_plan(roomy, verdict(), LAW, blocked=False)
    assert not stages.may_voice_plan(roomy, asked, LAW, blocked=True)
    assert not stages.may_voice_plan(roomy.after({"scope_pressure": 6.0}), asked, LAW, blocked=False)
    assert not stages.may_voice_plan(roomy.after({"stage": EVOKE}), asked, LAW, blocked=False)


BACK = verdict(empathy=0.5, says_back=True)


@pytest.mark.parametrize("check", ["shapes_plan", "leaves_choice", "says_back", "names_strength"])
@pytest.mark.parametrize("evidence", ["empathy", "empowerment"])
def test_the_customer_commits_when_the_plan_is_handed_back(check: str, evidence: str) -> None:
    empathy, empowerment = (0.5 if evidence == name else 0.0 for name in ("empathy", "empowerment"))
    said = checked({check: True}, empathy=empathy, empowerment=empowerment)
    assert stages.outcome_after(PLANNING, PLANNING, said, LAW, blocked=False) is Outcome.COMMITTED


@pytest.mark.parametrize(
    ("before", "after", "said", "blocked"),
    [
        ({"plan": None}, {}, BACK, False),
        ({"stage": EVOKE}, {}, BACK, False),
        ({}, {"stage": EVOKE}, BACK, False),
        ({}, {}, BACK, True),
        ({}, {"resistance": 3.51}, BACK, False),
        ({}, {"scope_pressure": 6.0}, BACK, False),
        ({}, {}, verdict(empathy=0.5), False),
        ({}, {}, verdict(says_back=True), False),
        ({}, {"strain": 2}, verdict(), False),
    ],
)
def test_the_session_stays_open_where_anything_is_missing(
    before: StateChange, after: StateChange, said: Verdict, blocked: bool
) -> None:
    outcome = stages.outcome_after(PLANNING.after(before), PLANNING.after(after), said, LAW, blocked)
    assert outcome is Outcome.OPEN


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"trust": 0.99}, ()),
        ({"trust": 1.0}, ("first",)),
        ({"trust": 3.0, "resistance": 6.0}, ("first", "second")),
        ({"trust": 3.0, "resistance": 6.01}, ("first",)),
        ({"trust": 2.99, "resistance": 6.0}, ("first",)),
        ({"trust": 5.0, "resistance": 4.0}, ("first", "second")),
        ({"trust": 5.0, "resistance": 4.0, "disclosed": ("first",)}, ("first", "second", "third")),
        ({"trust": 0.0, "disclosed": ("third",)}, ("third",)),
    ],
)
def test_facts_open_by_trust_resistance_and_what_was_told(change: StateChange, facts: tuple[str, ...]) -> None:
    assert stages.open_facts(persona(), State(resistance=7.0, trust=1.0).after(change)) == facts


def test_a_fact_may_wait_for_a_stage() -> None:
    who = persona()
    first = who.facts["first"]
    late = first.model_copy(update={"gate": first.gate.model_copy(update={"stage": EVOKE})})
    waiting = who.model_copy(update={"facts": {**who.facts, "first": late}})
    state = State(resistance=7.0, trust=1.0)
    opened = [stages.open_facts(waiting, state.after({"stage": stage})) for stage in Stage]
    assert opened == [(), ("first",), ("first",)]
