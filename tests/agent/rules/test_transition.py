"""What one turn makes of the entries: caps, ranges, memory, stage and receipt, in numbers worked out by hand."""

from __future__ import annotations

import pytest

from agent.model.acts import Act, Band, Stage
from agent.model.law import Law
from agent.model.session import Outcome, Reply, State, StateChange
from agent.model.verdict import Code, Stance, Verdict, ungraded
from agent.rules.transition import move, record_reply, start
from tests.support.makers.makers import persona, reply, verdict

LAW = Law(
    start=7.5, floor=1.0, trust_start=1.5, gain=1.0, loss=2.0, trust_gain=1.0, trust_loss=1.5, evoke_trust=3.0,
    lead_trust=4.0, walk_resistance=9.5, question_patience=3, scope_gain=0.8,
)  # fmt: skip
WHO = persona(LAW)
STATE = State(resistance=6.0, trust=2.0)
GOOD = verdict(empathy=0.8, empowerment=0.8)


def grounded(share: float, *codes: Code) -> Verdict:
    return verdict(*codes, empathy=0.5).model_copy(update={"grounding": share})


def after(state: State, said: Verdict) -> State:
    return move(state, said, WHO)[0]


def test_a_session_begins_at_the_laws_levels_with_what_lies_open() -> None:
    assert start(WHO) == State(resistance=7.5, trust=1.5, unlocked=("first",))


def test_levels_move_by_the_sum_of_the_entries() -> None:
    moved, receipt = move(STATE, GOOD, WHO)
    assert (moved.resistance, moved.trust) == (5.1, 2.9)
    assert (receipt.resistance, receipt.trust, receipt.scope_pressure) == (-0.9, 0.9, 0.0)


def test_no_step_is_longer_than_the_law_allows() -> None:
    worst = verdict(Code.CONFRONT, Code.PERSUADE, no_threat=False, no_override=False)
    assert (after(STATE, worst).resistance, after(STATE, worst).trust) == (8.0, 0.5)
    best = verdict(empathy=0.8, empowerment=0.8, points_to_change=True, owns_part=True)
    ruptured = STATE.after({"ruptured": True})
    assert (after(ruptured, best).resistance, after(ruptured, best).trust) == (5.0, 3.0)


def changes(state: State, said: Verdict, quantity: str) -> dict[str, float]:
    entries = move(state, said, WHO)[1].entries
    return {entry.rule.value: entry.change for entry in entries if entry.quantity == quantity}


def test_a_receipt_tells_what_is_left_of_each_entry_under_the_cap() -> None:
    worst = verdict(Code.CONFRONT, Code.PERSUADE, no_threat=False, no_override=False)
    wanted = {"confronted": 2.0, "threatened": 1.0, "early_lead": 1.4, "permission_overridden": 0.6}
    told = changes(STATE, worst, "resistance")
    assert told == {rule: pytest.approx(change * 2 / 5, abs=1e-4) for rule, change in wanted.items()}


def test_an_entry_of_which_the_range_left_nothing_keeps_its_words() -> None:
    at_the_end = STATE.after({"resistance": 10.0, "trust": 0.0})
    receipt = move(at_the_end, verdict(Code.CONFRONT), WHO)[1]
    told = [(entry.rule.value, entry.quote, entry.change) for entry in receipt.entries[:2]]
    assert told == [("confronted", "words of confront", 0.0)] * 2
    assert all(entry.why for entry in receipt.entries)


def test_levels_stay_in_range() -> None:
    assert after(STATE.after({"resistance": 9.0, "trust": 1.0}), verdict(Code.CONFRONT)).resistance == 10.0
    assert after(STATE.after({"trust": 1.0}), verdict(Code.CONFRONT)).trust == 0.0
    assert after(STATE.after({"trust": 9.5}), GOOD).trust == 10.0
    assert after(STATE.after({"resistance": 1.2}), GOOD).resistance == 1.0
    assert after(STATE.after({"resistance": 0.8}), GOOD).resistance == 0.8
    evoke = STATE.after({"stage": Stage.EVOKE, "readiness": 9.5})
    assert after(evoke, verdict(asks_for_theirs=True)).readiness == 10.0
    assert after(STATE.after({"scope_pressure": 1.0}), verdict(Code.SET_LIMIT, empathy=0.5)).scope_pressure == 0.0
    assert after(STATE.after({"scope_pressure": 9.5}), verdict(Code.CAPITULATE)).scope_pressure == 10.0


def test_levels_are_kept_to_four_places() -> None:
    law = LAW.model_copy(update={"gain": 0.77777})
    moved, receipt = move(STATE, GOOD, persona(law))
    assert (moved.resistance, receipt.resistance) == (5.3, -0.7)
    law = LAW.model_copy(update={"gain": 0.77, "trust_gain": 0.777, "split_share": 0.777, "scope_relief": 0.77777})
    moved, receipt = move(
        STATE.after({"empathy_before": True, "scope_pressure": 5.0}),
        verdict(Code.SET_LIMIT, empowerment=0.8),
        persona(law),
    )
    assert (moved.resistance, receipt.resistance) == (5.4615, -0.5385)
    assert (moved.trust, receipt.trust) == (2.4662, 0.4662)
    assert (moved.scope_pressure, receipt.scope_pressure) == (4.2222, -0.7778)


@pytest.mark.parametrize(
    "said",
    [verdict(Code.CONFRONT), verdict(Code.PERSUADE), verdict(no_override=False),
     verdict(Code.PERSUADE_WITH_PERMISSION)],
    ids=["confronted", "pushed", "permission_overridden", "early_lead"],
)  # fmt: skip
def test_a_harmful_line_takes_one_level_of_readiness(said: Verdict) -> None:
    assert after(STATE.after({"readiness": 2.5}), said).readiness == 1.5


@pytest.mark.parametrize("said", [verdict(Code.COUNTERFEIT), verdict(Code.CAPITULATE), GOOD])
def test_another_line_takes_no_readiness(said: Verdict) -> None:
    assert after(STATE.after({"readiness": 2.5}), said).readiness == 2.5


def test_a_withheld_line_earns_nothing_at_all() -> None:
    blamed = verdict(Code.CONFRONT, empathy=0.9, empowerment=0.9, owns_part=True)
    moved = after(STATE, blamed)
    assert (moved.resistance, moved.trust, moved.empathy_before, moved.empowerment_before) == (8.0, 0.5, False, False)


def test_talk_to_a_machine_moves_nothing_and_keeps_the_stage() -> None:
    lost = STATE.after({"stage": Stage.EVOKE, "resistance": 9.0})
    moved, receipt = move(lost, verdict(empathy=0.9, empowerment=0.9, no_machine_talk=False), WHO)
    assert (moved.resistance, moved.trust, moved.stage) == (9.0, 2.0, Stage.EVOKE)
    assert [(entry.rule, entry.change) for entry in receipt.entries] == [("odd", 0.0)]


@pytest.mark.parametrize(
    ("before", "said", "field", "value"),
    [
        ({"turn": 4}, GOOD, "turn", 5),
        ({}, verdict(empathy=0.5), "empathy_before", True),
        ({}, grounded(0.3), "grounding_before", 0.3),
        ({"grounding_before": 0.3}, verdict(empowerment=0.5), "grounding_before", None),
        ({"grounding_before": 0.3}, grounded(0.2, Code.CONFRONT), "grounding_before", None),
        ({"grounding_before": 0.3}, ungraded("too short", "mi@1", "test"), "grounding_before", None),
        ({}, verdict(empowerment=0.5), "empowerment_before", True),
        ({"empathy_before": True, "empowerment_before": True}, verdict(), "empathy_before", False),
        ({"empathy_before": True, "empowerment_before": True}, verdict(), "empowerment_before", False),
        ({}, verdict(asks_leave=True), "permission", 2),
        ({"permission": 1}, verdict(asks_leave=True), "permission", 2),
        ({"permission": 2}, verdict(), "permission", 1),
        ({"permission": 0}, verdict(), "permission", 0),
        ({"permission": 2}, verdict(Code.CONFRONT, asks_leave=True), "permission", 1),
        ({"following": 2}, verdict(), "following", 3),
        ({"following": 2}, verdict(stance=Stance.LEAD), "following", 0),
        ({"following": 2}, verdict(Code.SET_LIMIT), "following", 0),
        ({"following": 2}, verdict(looks_ahead=True), "following", 0),
        ({"following": 2}, verdict(shapes_plan=True), "following", 0),
        ({"questioning": 1}, verdict(Code.OPEN_QUESTION), "questioning", 2),
        ({"questioning": 1}, verdict(Code.OPEN_QUESTION, empathy=0.5), "questioning", 0),
        ({"questioning": 1}, verdict(), "questioning", 0),
        ({"counterfeits": 1}, verdict(Code.COUNTERFEIT), "counterfeits", 2),
        ({"counterfeits": 1}, verdict(), "counterfeits", 1),
        ({"strain": 1, "resistance": 9.5}, verdict(), "strain", 2),
        ({"strain": 1, "resistance": 9.49}, verdict(), "strain", 0),
        ({}, verdict(Code.CONFRONT), "ruptured", True),
        ({}, verdict(Code.PERSUADE), "ruptured", False),
        ({"ruptured": True}, verdict(), "ruptured", True),
        ({"ruptured": True}, verdict(owns_part=True), "ruptured", False),
        ({"ruptured": True}, verdict(Code.PERSUADE, owns_part=True), "ruptured", True),
        ({"ruptured": True, "trust": 3.0}, verdict(), "ruptured", False),
        ({"ruptured": True, "trust": 2.99}, verdict(), "ruptured", True),
    ],
)  # fmt: skip
def test_what_is_remembered_of_a_line(before: StateChange, said: Verdict, field: str, value: object) -> None:
    assert getattr(after(STATE.after(before), said), field) == value


def test_the_fifth_line_of_only_following_feeds_pressure() -> None:
    assert after(STATE.after({"following": 3}), verdict()).scope_pressure == 0.0
    assert after(STATE.after({"following": 4}), verdict()).scope_pressure == 0.4


@pytest.mark.parametrize(
    ("trust", "said", "lead"),
    [
        (3.99, verdict(stance=Stance.LEAD), "early"),
        (4.0, verdict(stance=Stance.LEAD), "due"),
        (4.0, verdict(Code.PERSUADE), "due"),
        (4.0, verdict(Code.PERSUADE_WITH_PERMISSION), "due"),
        (4.0, verdict(), None),
        (3.99, verdict(Code.SET_LIMIT, stance=Stance.LEAD), None),
        (4.0, verdict(Code.SET_LIMIT, stance=Stance.LEAD), None),
        (3.99, verdict(Code.SET_LIMIT, looks_ahead=True, stance=Stance.LEAD), "early"),
        (4.0, verdict(Code.SET_LIMIT, shapes_plan=True, stance=Stance.LEAD), "due"),
        (3.99, verdict(Code.SET_LIMIT, Code.PERSUADE, stance=Stance.LEAD), "early"),
        (4.0, verdict(Code.SET_LIMIT, Code.PERSUADE_WITH_PERMISSION), "due"),
    ],
)
def test_the_receipt_says_whether_leading_was_early(trust: float, said: Verdict, lead: str | None) -> None:
    assert move(STATE.after({"trust": trust}), said, WHO)[1].lead == lead


def test_the_receipt_tells_a_turn_of_the_stage() -> None:
    moved, receipt = move(STATE.after({"trust": 2.5}), GOOD, WHO)
    assert moved.stage is Stage.EVOKE
    assert [(entry.rule, entry.quantity, entry.change) for entry in receipt.entries][-1] == (
        "stage_forward",
        "stage",
        1.0,
    )
    back, receipt = move(STATE.after({"stage": Stage.EVOKE}), verdict(Code.CONFRONT), WHO)
    assert back.stage is Stage.ENGAGE
    assert [(entry.rule, entry.quantity, entry.change) for entry in receipt.entries][-1] == (
        "stage_back",
        "stage",
        -1.0,
    )
    assert (receipt.stage_before, receipt.stage_after) == (Stage.EVOKE, Stage.ENGAGE)


def test_a_stage_that_is_lost_takes_the_plan_with_it() -> None:
    planning = State(resistance=4.0, trust=6.0, readiness=5.0, stage=Stage.PLAN, plan="pilot")
    assert after(planning, verdict()).plan == "pilot"
    assert after(planning, verdict(Code.CONFRONT)).plan is None


def test_the_receipt_tells_what_was_unlocked_and_what_was_touched() -> None:
    state = STATE.after({"trust": 2.5, "unlocked": ("first",)})
    assert move(state, GOOD, WHO)[1].unlocked == ("second",)
    assert move(STATE, verdict(Code.CONFRONT), persona(LAW, triggers={}))[1].triggers == ()


def test_a_line_without_a_grade_moves_the_count_alone() -> None:
    before = STATE.after({"turn": 3, "empathy_before": True, "empowerment_before": True, "plan_due": True, "strain": 2})
    moved, receipt = move(before, ungraded("too short", "mi@1", "test"), WHO)
    assert moved == STATE.after({"turn": 4, "strain": 2})
    assert [(entry.rule, entry.change) for entry in receipt.entries] == [("ungraded", 0.0)]
    assert (receipt.resistance, receipt.trust) == (0.0, 0.0)


def test_a_session_that_has_ended_moves_no_more() -> None:
    ended = STATE.after({"outcome": Outcome.COMMITTED})
    assert after(ended, verdict(Code.CONFRONT)) == ended.after({"turn": 1})


def test_what_the_customer_said_is_recorded_once() -> None:
    state = STATE.after({"disclosed": ("first",), "plan_due": True})
    assert record_reply(state, reply(disclosed="first")).disclosed == ("first",)
    assert record_reply(state, reply(disclosed="second")).disclosed == ("first", "second")
    assert record_reply(state, reply(plan="pilot")).plan == "pilot"
    assert record_reply(state.after({"plan_due": False}), reply(plan="pilot")).plan is None
    assert record_reply(state.after({"plan": "other"}), reply(plan="pilot")).plan == "other"


def test_what_they_bring_up_is_kept_each_time_and_an_answer_about_it_is_not() -> None:
    state = start(WHO)
    raised = Reply(text="The log.", act=Act.RAISE, band=Band.CLOSED, item="log")
    after = record_reply(record_reply(state, raised), raised)
    assert after.raised == ("log", "log")
    answered = raised.model_copy(update={"act": Act.ANSWER})
    assert record_reply(after, answered) == after
