"""Every reward, in numbers worked out by hand: shares of a `gain` and a `trust_gain` of 1, and steps of readiness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import pytest

from agent.model.acts import Stage
from agent.model.law import Law
from agent.model.session import Entry, State, StateChange
from agent.model.verdict import Code, Verdict
from agent.rules import rewards
from tests.support.makers.makers import checked, verdict

LAW = Law(
    start=7.5, gain=1.0, loss=2.0, trust_gain=1.0, trust_loss=1.5, split_share=0.6, toward_bonus=1.5, away_share=0.4,
    lead_trust=4.0, scope_gain=0.8, scope_relief=1.5, follow_patience=4,
)  # fmt: skip
STATE = State(resistance=6, trust=4.0)


class Evidence(TypedDict):
    """How much of each the line shows."""

    empathy: float
    empowerment: float


BOTH: Evidence = {"empathy": 0.8, "empowerment": 0.8}


def told(entries: Iterable[Entry]) -> list[tuple[str, str, float]]:
    return [(entry.rule.value, entry.quantity, round(entry.change, 6)) for entry in entries]


def softened(state: State, said: Verdict) -> float | None:
    changes = [round(entry.change, 6) for entry in rewards.softening(state, said, LAW)]
    return changes[0] if changes else None


def grounded(share: float | None, *codes: Code, empathy: float = 0.8, words: tuple[str, ...] = ()) -> Verdict:
    said = verdict(*codes, empathy=empathy, empowerment=0.8)
    return said.model_copy(update={"grounding": share, "taken_up": words})


@pytest.mark.parametrize(
    ("empathy", "empowerment", "before", "how"),
    [
        (0.5, 0.5, (False, False), "line"),
        (0.49, 0.5, (False, False), None),
        (0.5, 0.49, (False, False), None),
        (0.5, 0.0, (False, True), "two_lines"),
        (0.5, 0.0, (True, False), None),
        (0.0, 0.5, (True, False), "two_lines"),
        (0.0, 0.5, (False, True), None),
        (0.0, 0.0, (True, True), None),
    ],
)
def test_both_are_in_evidence_here_or_one_here_and_the_other_just_before(
    empathy: float, empowerment: float, before: tuple[bool, bool], how: str | None
) -> None:
    state = STATE.after({"empathy_before": before[0], "empowerment_before": before[1]})
    assert rewards.both_in_evidence(state, verdict(empathy=empathy, empowerment=empowerment)) == how


def test_a_line_with_both_is_worth_nine_tenths_of_the_step() -> None:
    assert softened(STATE, verdict(**BOTH)) == -0.9
    assert softened(STATE, verdict(empathy=0.8)) is None


@pytest.mark.parametrize("sure", [0.5, 0.64, 0.8, 1.0])
def test_the_less_sure_of_the_two_says_how_much(sure: float) -> None:
    share = min(1.0, sure / 0.8)
    for said in (verdict(empathy=sure, empowerment=0.9), verdict(empathy=0.9, empowerment=sure)):
        assert softened(STATE, said) == pytest.approx(-0.9 * share)
    assert softened(STATE.after({"empathy_before": True}), verdict(empowerment=sure)) == pytest.approx(-0.54 * share)
    own = verdict(owns_part=True, looks_ahead=True, sure=sure)
    assert [entry.change for entry in rewards.trusting(STATE, own, LAW)] == pytest.approx([0.3 * share])
    evoke = STATE.after({"stage": Stage.EVOKE})
    assert [entry.change for entry in rewards.readying(evoke, own, LAW)] == pytest.approx([1.2 * share])
    limit = verdict(Code.SET_LIMIT, empathy=0.9, sure=sure)
    assert [entry.change for entry in rewards.limiting(STATE, limit, LAW)] == pytest.approx([-1.5 * share, 0.3 * share])


def test_an_echo_is_worth_eight_tenths_of_what_says_more() -> None:
    echo = verdict(Code.SIMPLE_REFLECTION, **BOTH)
    assert softened(STATE, echo) == -0.72
    assert told(rewards.trusting(STATE, echo, LAW)) == [("understood", "trust", 0.48), ("respected", "trust", 0.3)]
    for code in (Code.COMPLEX_REFLECTION, Code.SUMMARY, Code.AFFIRM):
        assert softened(STATE, verdict(Code.SIMPLE_REFLECTION, code, **BOTH)) == -0.9
    for check in ("names_strength", "owns_part"):
        assert softened(STATE, checked({check: True}, Code.SIMPLE_REFLECTION, **BOTH)) == -0.9


@pytest.mark.parametrize(("sure", "change"), [(0.5, 0.0), (0.65, 0.4), (0.8, 0.8)])
def test_giving_in_feeds_pressure_by_how_sure_it_is(sure: float, change: float) -> None:
    fed = told(rewards.following(STATE, verdict(Code.CAPITULATE, sure=sure), LAW, 0))
    assert fed == [("gave_in", "scope_pressure", change)]


def test_over_two_lines_it_is_worth_less() -> None:
    assert softened(STATE.after({"empathy_before": True}), verdict(empowerment=0.8)) == -0.54


def test_dwelling_lowers_it_and_pointing_to_change_lifts_it_up_to_the_whole_step() -> None:
    before = STATE.after({"empathy_before": True})
    assert softened(STATE, verdict(**BOTH, no_dwelling=False)) == -0.36
    assert softened(STATE, verdict(**BOTH, no_dwelling=False, points_to_change=True)) == -0.36
    assert softened(before, verdict(empowerment=0.8, points_to_change=True)) == -0.81
    assert softened(STATE, verdict(**BOTH, points_to_change=True)) == -1.0


@pytest.mark.parametrize(
    ("change", "said", "why"),
    [
        ({}, verdict(**BOTH), "Heard, and left in charge."),
        ({"empathy_before": True}, verdict(empowerment=0.5), "Heard and left in charge, over your last two lines."),
        ({}, verdict(**BOTH, no_dwelling=False),
         "Heard, and left in charge. Dwelling on the reasons against holds them there."),
        ({}, verdict(**BOTH, points_to_change=True),
         "Heard, and left in charge. You reflected the part of them that wants it better."),
        ({}, grounded(0.0), "Heard, and left in charge. True of anybody; nothing of theirs is in it."),
        ({}, grounded(0.35),
         "Heard, and left in charge. None of their own words is in it; with them it is worth more."),
        ({}, grounded(0.8, words=("March", "forms")),
         "Heard, and left in charge. You used their own words: “March”, “forms”."),
        ({"empathy_before": True, "grounding_before": 0.0}, verdict(empowerment=0.5),
         "Heard and left in charge, over your last two lines. What you had understood before was true of anybody."),
        ({"ruptured": True}, verdict(**BOTH), "Heard, and left in charge. The breach from before is not mended yet."),
    ],
)  # fmt: skip
def test_the_receipt_says_how_it_came(change: StateChange, said: Verdict, why: str) -> None:
    assert [entry.why for entry in rewards.softening(STATE.after(change), said, LAW)] == [why]


@pytest.mark.parametrize(("share", "change"), [(None, 0.9), (0.0, 0.585), (0.25, 0.7425), (0.5, 0.9), (1.0, 0.99)])
def test_what_rests_on_their_words_is_worth_more(share: float | None, change: float) -> None:
    assert softened(STATE, grounded(share)) == pytest.approx(-change)
    understood = 0.6 * change / 0.9
    assert [entry.change for entry in rewards.trusting(STATE, grounded(share), LAW)] == pytest.approx([understood, 0.3])


def test_a_breach_halves_it_until_it_is_owned() -> None:
    ruptured = STATE.after({"ruptured": True})
    assert softened(ruptured, verdict(**BOTH)) == -0.45
    assert softened(ruptured, verdict(**BOTH, owns_part=True)) == -0.9


@pytest.mark.parametrize(
    ("checks", "evidence"),
    [
        (("says_back", "asks_leave"), "says_back"),
        (("asks_leave", "asks_for_theirs"), "asks_for_theirs"),
        (("asks_for_theirs", "leaves_choice"), "leaves_choice"),
        (("leaves_choice", "owns_part"), "owns_part"),
        (("owns_part", "names_strength"), "names_strength"),
        (("asks_leave",), "asks_leave"),
        ((), "empathy and empowerment"),
    ],
)
def test_the_receipt_shows_the_best_words(checks: tuple[str, ...], evidence: str) -> None:
    entry = next(rewards.softening(STATE, checked(dict.fromkeys(checks, True), **BOTH), LAW))
    assert entry.evidence == evidence
    assert entry.quote == (f"words of {evidence}" if checks else "")


def test_trust_grows_by_six_tenths_for_being_understood_and_three_for_being_respected() -> None:
    assert told(rewards.trusting(STATE, verdict(empathy=0.8), LAW)) == [("understood", "trust", 0.6)]
    assert told(rewards.trusting(STATE, verdict(empowerment=0.8), LAW)) == [("respected", "trust", 0.3)]


def test_owning_ones_part_is_worth_more_after_a_breach() -> None:
    assert told(rewards.trusting(STATE, verdict(owns_part=True), LAW)) == [("owned", "trust", 0.3)]
    ruptured = STATE.after({"ruptured": True})
    assert told(rewards.trusting(ruptured, verdict(owns_part=True), LAW)) == [("repaired", "trust", 0.8)]


def test_a_careful_idea_at_the_right_time_builds_a_little_trust() -> None:
    offer = verdict(Code.PERSUADE_WITH_PERMISSION)
    assert told(rewards.trusting(STATE, offer, LAW)) == [("due_lead", "trust", 0.2)]
    assert told(rewards.trusting(STATE.after({"trust": 3.99}), offer, LAW)) == []


def test_trust_names_the_words_that_earned_it() -> None:
    said = verdict(**BOTH, names_strength=True)
    assert [(entry.evidence, entry.quote) for entry in rewards.trusting(STATE, said, LAW)] == [
        ("names_strength", "words of names_strength"),
        ("names_strength", "words of names_strength"),
    ]
    assert [entry.evidence for entry in rewards.trusting(STATE, verdict(**BOTH), LAW)] == [
        "says_back",
        "asks_for_theirs",
    ]


def test_a_limit_relieves_wholly_when_kind_and_half_when_cold() -> None:
    kind = [("limit_set", "scope_pressure", -1.5), ("limit_set", "trust", 0.3)]
    assert told(rewards.limiting(STATE, verdict(Code.SET_LIMIT, empathy=0.5), LAW)) == kind
    assert told(rewards.limiting(STATE.after({"empathy_before": True}), verdict(Code.SET_LIMIT), LAW)) == kind
    assert told(rewards.limiting(STATE, verdict(Code.SET_LIMIT), LAW)) == [("limit_set", "scope_pressure", -0.75)]
    assert told(rewards.limiting(STATE, verdict(Code.AFFIRM), LAW)) == []


def test_giving_in_feeds_pressure_wholly_and_a_long_run_of_following_half() -> None:
    assert told(rewards.following(STATE, verdict(Code.CAPITULATE), LAW, 0)) == [("gave_in", "scope_pressure", 0.8)]
    assert told(rewards.following(STATE, verdict(), LAW, 4)) == []
    assert told(rewards.following(STATE, verdict(), LAW, 5)) == [("only_followed", "scope_pressure", 0.4)]


@pytest.mark.parametrize(
    ("check", "rule", "change"),
    [
        ("looks_ahead", "due_lead", 1.2),
        ("asks_for_theirs", "drew_out", 0.7),
        ("points_to_change", "pointed_to_change", 0.6),
        ("shapes_plan", "drew_out", 0.5),
        ("names_strength", "strength_named", 0.3),
    ],
)
def test_readiness_is_drawn_out_once_the_stage_is_evoke(check: str, rule: str, change: float) -> None:
    said = checked({check: True})
    for stage in (Stage.EVOKE, Stage.PLAN):
        entries = list(rewards.readying(STATE.after({"stage": stage}), said, LAW))
        assert told(entries) == [(rule, "readiness", change)]
        assert entries[0].quote == f"words of {check}"
    assert told(rewards.readying(STATE, said, LAW)) == []


def test_a_question_that_looks_ahead_too_soon_draws_nothing_out() -> None:
    early = STATE.after({"stage": Stage.EVOKE, "trust": 3.99})
    assert told(rewards.readying(early, verdict(looks_ahead=True), LAW)) == [("early_question", "readiness", 0.0)]


def test_dwelling_on_the_reasons_against_takes_readiness() -> None:
    evoke = STATE.after({"stage": Stage.EVOKE})
    assert told(rewards.readying(evoke, verdict(no_dwelling=False), LAW)) == [("dwelt", "readiness", -0.4)]
