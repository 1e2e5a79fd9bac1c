"""What is not sure costs nobody, and what moves grows with how sure it is: for any law, verdict and person."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.model.ids import RuleId
from agent.model.persona import Persona
from agent.model.session import Outcome, State
from agent.model.verdict import CheckResult, Code, CodeEvidence, Verdict
from agent.rules import certainty
from agent.rules.transition import move, start
from tests.support.makers.law_runs import people, play, runs
from tests.support.makers.makers import persona, verdict, verdicts, warm

LEVELS = ("resistance", "trust", "readiness", "scope_pressure")
UNSURE = st.sampled_from([0.5, 0.6, 0.7, 0.79])
ACCUSING = st.sampled_from(["confront", "no_blame", "no_threat", "no_insult"])
DOUBTED = verdict(Code.CONFRONT, sure=0.79)
SURE = verdict(Code.CONFRONT, sure=0.8)

ROUNDED = 0.0002
"""A state keeps four digits: what was summed before may be this far away."""


def accused(one: Verdict, what: str, sure: float) -> Verdict:
    """Return the verdict with an accusation put into it."""
    if what == "confront":
        found = CodeEvidence(code=Code.CONFRONT, quote="you never came", confidence=sure)
        return one.model_copy(update={"codes": (*one.codes, found)})
    failed = CheckResult(id=what, passed=False, quote="you never came", confidence=sure)
    return one.model_copy(update={"checks": tuple(failed if check.id == what else check for check in one.checks)})


def innocent(one: Verdict) -> Verdict:
    """Return the verdict with whatever accuses taken out of it."""
    codes = tuple(found for found in one.codes if found.code is not Code.CONFRONT)
    held = {"no_blame", "no_threat", "no_insult"}
    checks = tuple(CheckResult(id=c.id, passed=True) if c.id in held else c for c in one.checks)
    return one.model_copy(update={"codes": codes, "checks": checks, "ungraded": None})


@given(people, runs, verdicts().map(innocent), ACCUSING, UNSURE)
def test_an_accusation_that_is_not_sure_raises_nothing_takes_nothing_and_softens_nobody(
    who: Persona, run: list[Verdict], one: Verdict, what: str, sure: float
) -> None:
    before = play(who, run)[-1][2].after({"unclear": ""})
    assume(before.outcome is Outcome.OPEN)
    plain, told = move(before, one, who)
    after, receipt = move(before, accused(one, what, sure), who)
    assert after.resistance >= before.resistance, "it softens nobody"
    raised = sum(max(0.0, entry.change) for entry in told.entries if entry.quantity == "resistance")
    taken = sum(min(0.0, entry.change) for entry in told.entries if entry.quantity == "trust")
    assert after.resistance <= before.resistance + raised + ROUNDED, "it costs no more than the line without it"
    assert after.trust >= before.trust + taken - ROUNDED
    assert after.readiness >= min(plain.readiness, before.readiness)
    assert after.scope_pressure <= max(plain.scope_pressure, before.scope_pressure)
    assert after.ruptured <= before.ruptured
    assert after.outcome is not Outcome.WALKED_AWAY or plain.outcome is Outcome.WALKED_AWAY
    assert RuleId.UNCLEAR in receipt.rules()
    assert after.unclear


@given(people, ACCUSING, UNSURE)
def test_an_accusation_that_is_all_there_is_moves_no_level(who: Persona, what: str, sure: float) -> None:
    before = start(who)
    after, receipt = move(before, accused(warm(), what, sure), who)
    assert [getattr(after, level) for level in LEVELS] == [getattr(before, level) for level in LEVELS]
    told = [(entry.quote, entry.change) for entry in receipt.entries if entry.rule is RuleId.UNCLEAR]
    assert told == [("you never came", 0.0)]


@given(people, ACCUSING, UNSURE)
def test_the_next_line_makes_it_sure_or_clears_it(who: Persona, what: str, sure: float) -> None:
    doubted, _ = move(start(who), accused(verdict(), what, sure), who)
    again, receipt = move(doubted, DOUBTED, who)
    plainly, _ = move(doubted.model_copy(update={"unclear": ""}), SURE, who)
    assert RuleId.CONFRONTED in receipt.rules()
    assert (again.resistance, again.trust, again.ruptured) == (plainly.resistance, plainly.trust, True)
    assert not again.unclear
    owned, _ = move(doubted, warm(owns_part=True), who)
    never_doubted, _ = move(doubted.model_copy(update={"unclear": ""}), warm(owns_part=True), who)
    assert owned == never_doubted
    assert (owned.ruptured, owned.unclear) == (False, "")


@given(people, UNSURE)
def test_a_line_that_is_not_graded_leaves_the_doubt_where_it_is(who: Persona, sure: float) -> None:
    doubted, _ = move(start(who), accused(verdict(), "confront", sure), who)
    later, _ = move(doubted, warm().model_copy(update={"ungraded": "too short"}), who)
    assert later.unclear == doubted.unclear


@given(
    people, st.sampled_from([Code.PERSUADE, Code.COUNTERFEIT, Code.CAPITULATE]), st.floats(0.5, 1), st.floats(0.5, 1)
)
def test_another_harm_costs_the_more_the_surer_it_is(who: Persona, code: Code, one: float, other: float) -> None:
    before = start(who).model_copy(update={"counterfeits": 1, "readiness": 3.0})
    less, more = sorted((one, other))
    mild, _ = move(before, verdict(code, empathy=0.9, empowerment=0.9, sure=less), who)
    hard, _ = move(before, verdict(code, empathy=0.9, empowerment=0.9, sure=more), who)
    assert before.resistance <= mild.resistance <= hard.resistance, "it earns nothing, however unsure"
    assert before.trust >= mild.trust >= hard.trust
    assert before.readiness >= mild.readiness >= hard.readiness
    assert before.scope_pressure <= mild.scope_pressure <= hard.scope_pressure


@given(people, st.floats(0.5, 1), st.floats(0.5, 1))
def test_a_gain_grows_with_how_sure_it_is(who: Persona, one: float, other: float) -> None:
    less, more = sorted((one, other))
    faint, clear = (
        move(start(who), warm().model_copy(update={"empathy": share, "empowerment": share}), who)[0]
        for share in (less, more)
    )
    assert start(who).resistance >= faint.resistance >= clear.resistance
    assert start(who).trust <= faint.trust <= clear.trust


@given(people, runs, verdicts(), st.floats(0, 1))
def test_padding_changes_nothing(who: Persona, run: list[Verdict], one: Verdict, sure: float) -> None:
    before = play(who, run)[-1][2]
    padding = CodeEvidence(code=Code.OTHER, quote="It rained all night.", confidence=sure)
    padded = one.model_copy(update={"codes": (*one.codes, padding)})
    said = " ".join(found.quote for found in one.codes if found.code is not Code.OTHER)
    assume(said)
    bare, _ = move(before, one, who, said)
    wrapped, _ = move(before, padded, who, f"{said} It rained all night.")
    assert wrapped == bare


@pytest.mark.parametrize(("confidence", "cost", "gain"), [
    (0.0, 0.0, 0.0), (0.4, 0.0, 0.5), (0.5, 0.0, 0.625), (0.65, 0.5, 0.8125), (0.8, 1.0, 1.0), (1.0, 1.0, 1.0),
])  # fmt: skip
def test_shares_by_confidence(confidence: float, cost: float, gain: float) -> None:
    assert certainty.cost_share(confidence) == pytest.approx(cost)
    assert certainty.gain_share(confidence) == pytest.approx(gain)


STATE = State(resistance=6.0, trust=5.0)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (verdict(), None),
        (DOUBTED, RuleId.UNCLEAR),
        (SURE, RuleId.CONFRONTED),
        (verdict(no_blame=False, sure=0.79), RuleId.UNCLEAR),
        (verdict(no_threat=False, sure=0.79), RuleId.UNCLEAR),
        (verdict(no_threat=False, sure=0.8), RuleId.CONFRONTED),
        (verdict(no_insult=False, sure=0.8), RuleId.CONFRONTED),
        (accused(DOUBTED, "no_threat", 1.0), RuleId.CONFRONTED),
    ],
)
def test_an_accusation_stands_from_eight_tenths_on(said: Verdict, found: RuleId | None) -> None:
    assert certainty.accusation(STATE, said) is found


def test_a_doubt_of_before_makes_a_likely_accusation_sure_and_nothing_else() -> None:
    doubting = STATE.after({"unclear": "you never came"})
    assert certainty.accusation(doubting, verdict(no_blame=False, sure=certainty.AGAIN)) is RuleId.CONFRONTED
    assert certainty.accusation(doubting, verdict(no_blame=False, sure=certainty.AGAIN - 0.01)) is RuleId.UNCLEAR
    assert certainty.accusation(STATE, verdict(no_blame=False, sure=certainty.AGAIN)) is RuleId.UNCLEAR
    assert certainty.accusation(doubting, verdict()) is None
    assert not certainty.attacked(doubting, DOUBTED)
    assert certainty.attacked(doubting, verdict(no_threat=False, sure=certainty.AGAIN))


def test_each_accusation_of_a_line_is_weighed_for_itself() -> None:
    who = persona()
    doubted_threat = accused(DOUBTED, "no_threat", 1.0)
    rules = move(STATE, doubted_threat, who)[1].rules()
    assert rules & {RuleId.THREATENED, RuleId.UNCLEAR} == {RuleId.THREATENED}
    assert not any(entry.evidence == "confront" for entry in move(STATE, doubted_threat, who)[1].entries)


def test_an_insult_costs_what_blame_costs_once() -> None:
    insult, both = verdict(no_insult=False), verdict(Code.CONFRONT, no_insult=False)
    one, other = (move(STATE, said, persona())[0] for said in (insult, both))
    assert (one.resistance, one.trust) == (other.resistance, other.trust) == (7.6, 3.8)


@pytest.mark.parametrize(("sure", "cost"), [(0.5, 0.0), (0.65, 0.5), (0.8, 1.0)])
def test_a_push_takes_readiness_by_how_sure_it_is(sure: float, cost: float) -> None:
    before = STATE.after({"readiness": 3.0})
    assert move(before, verdict(Code.PERSUADE, sure=sure), persona())[0].readiness == pytest.approx(3.0 - cost)
    assert move(before, verdict(no_push=False, sure=sure), persona())[0].readiness == pytest.approx(3.0 - cost)


def test_a_sore_point_is_touched_by_what_is_sure() -> None:
    words = accused(verdict(), "confront", 0.79).model_copy(update={"primary": Code.CONFRONT})
    sore = words.codes[0].model_copy(update={"quote": "your training"})
    doubted = words.model_copy(update={"codes": (sore,)})
    assert move(STATE, doubted, persona())[1].triggers == ()
    surely = doubted.model_copy(update={"codes": (sore.model_copy(update={"confidence": 0.8}),)})
    assert move(STATE, surely, persona())[1].triggers == ("sore",)


def test_only_a_sure_counterfeit_uses_up_the_grace() -> None:
    assert move(STATE, verdict(Code.COUNTERFEIT, sure=0.79), persona())[0].counterfeits == 0
    assert move(STATE, verdict(Code.COUNTERFEIT, sure=0.8), persona())[0].counterfeits == 1
