"""Every penalty, in numbers worked out by hand: shares of a `loss` of 2 and a `trust_loss` of 1.5."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from agent.model.ids import RuleId
from agent.model.law import Law
from agent.model.persona import Trigger
from agent.model.session import Entry, State
from agent.model.verdict import Code, CodeEvidence, Verdict, ungraded
from agent.rules import penalties
from tests.support.makers.makers import persona, verdict

LAW = Law(start=7.5, gain=1.0, loss=2.0, trust_gain=1.0, trust_loss=1.5, lead_trust=4.0, question_patience=3)
EARLY, DUE = State(resistance=6, trust=3.9), State(resistance=6, trust=4.0)


def told(entries: Iterable[Entry]) -> list[tuple[str, str, float]]:
    return [(entry.rule.value, entry.quantity, round(entry.change, 6)) for entry in entries]


def both(rule: str, resistance: float, trust: float) -> list[tuple[str, str, float]]:
    return [(rule, "resistance", resistance), (rule, "trust", trust)]


def test_leading_is_due_from_the_very_level_on() -> None:
    assert (penalties.early(EARLY, LAW), penalties.early(DUE, LAW)) == (True, False)


def test_blame_costs_the_whole_step_and_a_threat_half() -> None:
    assert told(penalties.confronting(DUE, verdict(Code.CONFRONT), LAW)) == both("confronted", 2.0, -1.5)
    assert told(penalties.confronting(DUE, verdict(no_threat=False), LAW)) == both("threatened", 1.0, -0.75)
    assert told(penalties.confronting(DUE, verdict(Code.AFFIRM), LAW)) == []


def test_advice_costs_more_before_trust() -> None:
    assert told(penalties.pushing(EARLY, verdict(Code.PERSUADE), LAW)) == both("early_lead", 1.4, -0.9)
    assert told(penalties.pushing(DUE, verdict(Code.PERSUADE), LAW)) == both("pushed", 0.8, -0.45)


def test_an_offer_with_leave_costs_little_early_less_with_a_permission_and_nothing_when_due() -> None:
    offer = verdict(Code.PERSUADE_WITH_PERMISSION)
    assert told(penalties.pushing(EARLY, offer, LAW)) == both("early_lead", 0.6, -0.15)
    assert told(penalties.pushing(EARLY.after({"permission": 1}), offer, LAW)) == both("early_lead", 0.3, -0.15)
    assert told(penalties.pushing(DUE, offer, LAW)) == []


@pytest.mark.parametrize(("sure", "share"), [(0.65, 0.5), (0.8, 1.0)])
def test_what_is_half_sure_costs_half(sure: float, share: float) -> None:
    push, offer, false = (
        verdict(code, sure=sure) for code in (Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION, Code.COUNTERFEIT)
    )
    grated = DUE.after({"counterfeits": 1})
    assert told(penalties.pushing(EARLY, push, LAW)) == both("early_lead", 1.4 * share, -0.9 * share)
    assert told(penalties.pushing(DUE, push, LAW)) == both("pushed", 0.8 * share, -0.45 * share)
    assert told(penalties.pushing(EARLY, offer, LAW)) == both("early_lead", 0.6 * share, -0.15 * share)
    assert told(penalties.counterfeiting(grated, false, LAW)) == both("counterfeit_again", 0.5 * share, -0.45 * share)


@pytest.mark.parametrize("code", [Code.PERSUADE, Code.PERSUADE_WITH_PERMISSION])
def test_what_is_as_likely_as_not_costs_nothing(code: Code) -> None:
    assert [entry.change for entry in penalties.pushing(EARLY, verdict(code, sure=0.5), LAW)] == [0.0]


def test_leave_asked_and_not_awaited_costs() -> None:
    assert told(penalties.pushing(DUE, verdict(no_override=False), LAW)) == both("permission_overridden", 0.6, -0.45)


def test_the_first_counterfeit_is_free_and_the_second_costs() -> None:
    false = verdict(Code.COUNTERFEIT)
    assert told(penalties.counterfeiting(DUE, false, LAW)) == [("counterfeit", "resistance", 0.0)]
    assert told(penalties.counterfeiting(DUE.after({"counterfeits": 1}), false, LAW)) == both(
        "counterfeit_again", 0.5, -0.45
    )
    assert told(penalties.counterfeiting(DUE, verdict(Code.AFFIRM), LAW)) == []


@pytest.mark.parametrize("code", [Code.OPEN_QUESTION, Code.CLOSED_QUESTION])
def test_questions_tire_once_patience_is_used_up(code: Code) -> None:
    asked = verdict(code)
    assert told(penalties.tiring(DUE.after({"questioning": 2}), asked, LAW)) == []
    entries = list(penalties.tiring(DUE.after({"questioning": 3}), asked, LAW))
    assert told(entries) == both("interrogated", 0.3, -0.15)
    assert entries[0].why.startswith("Question 4 in a row")
    heard = verdict(code, empathy=0.5)
    assert told(penalties.tiring(DUE.after({"questioning": 3}), heard, LAW)) == []


def test_a_speech_costs_resistance_and_no_trust() -> None:
    assert told(penalties.tiring(DUE, verdict(no_speech=False), LAW)) == [("speech", "resistance", 0.2)]


def test_a_bare_no_costs_a_little_unless_empathy_is_near() -> None:
    limit = verdict(Code.SET_LIMIT)
    assert told(penalties.refusing(DUE, limit, LAW)) == both("bare_limit", 0.3, -0.15)
    assert told(penalties.refusing(DUE.after({"empathy_before": True}), limit, LAW)) == []
    assert told(penalties.refusing(DUE, verdict(Code.SET_LIMIT, empathy=0.5), LAW)) == []
    assert told(penalties.refusing(DUE, verdict(Code.AFFIRM), LAW)) == []


def _triggers(said: Verdict, *words: str, codes: tuple[Code, ...] = (Code.CONFRONT,)) -> list[tuple[str, float]]:
    sore = Trigger(codes=codes, words=words, cost=0.7, why="sore", says=("x", "y"))
    found = penalties.triggered(DUE, said, persona(triggers={"sore": sore}))
    return [(name, entry.change) for name, entry in found if entry.rule is RuleId.TRIGGER]


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ((), True),
        (("words",), True),
        (("WORDS OF",), True),
        (("word",), False),
        (("ords",), False),
        (("x", "of"), True),
    ],
)
def test_a_trigger_is_touched_by_whole_words_quoted_for_its_code(words: tuple[str, ...], hit: bool) -> None:
    assert _triggers(verdict(Code.CONFRONT), *words) == ([("sore", 0.7)] if hit else [])


def test_a_trigger_is_touched_once_and_by_its_codes_alone() -> None:
    codes = (Code.CONFRONT, Code.PERSUADE)
    assert _triggers(verdict(*codes), codes=codes) == [("sore", 0.7)]
    assert _triggers(verdict(Code.AFFIRM), codes=codes) == []


def test_a_sore_point_is_touched_by_whichever_quote_touches_it_most() -> None:
    def blaming(*quotes: tuple[str, float]) -> Verdict:
        codes = tuple(CodeEvidence(code=Code.PERSUADE, quote=quote, confidence=sure) for quote, sure in quotes)
        return verdict(Code.PERSUADE).model_copy(update={"codes": codes})

    second = blaming(("You should start.", 0.9), ("Book the training.", 0.8))
    assert _triggers(second, "training", codes=(Code.PERSUADE,)) == [("sore", 0.7)]
    twice = blaming(("Book the training.", 0.5), ("The training is due.", 0.65))
    ((name, change),) = _triggers(twice, "training", codes=(Code.PERSUADE,))
    assert name == "sore"
    assert change == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (verdict(Code.AFFIRM), None),
        (ungraded("too short", "mi@1", "test"), RuleId.UNGRADED),
        (verdict(Code.CONFRONT), RuleId.CONFRONTED),
        (verdict(no_threat=False), RuleId.CONFRONTED),
        (verdict(no_blame=False), RuleId.CONFRONTED),
        (verdict(Code.PERSUADE), RuleId.PUSHED),
        (verdict(no_push=False), RuleId.PUSHED),
        (verdict(no_override=False), RuleId.PERMISSION_OVERRIDDEN),
        (verdict(Code.PERSUADE_WITH_PERMISSION), RuleId.EARLY_LEAD),
        (verdict(no_machine_talk=False), RuleId.ODD),
        (verdict(Code.COUNTERFEIT), RuleId.COUNTERFEIT),
        (verdict(Code.AFFIRM, Code.COUNTERFEIT), None),
        (verdict(Code.CAPITULATE), RuleId.GAVE_IN),
        (verdict(Code.CONFRONT, Code.PERSUADE), RuleId.CONFRONTED),
    ],
)
def test_what_forbids_any_gain(said: Verdict, rule: RuleId | None) -> None:
    assert penalties.withheld(EARLY, said, LAW) is rule


def test_an_offer_with_leave_forbids_nothing_when_it_is_due() -> None:
    assert penalties.withheld(DUE, verdict(Code.PERSUADE_WITH_PERMISSION), LAW) is None


@pytest.mark.parametrize(("sure", "share"), [(0.5, 0.0), (0.65, 0.5), (0.8, 1.0)])
def test_a_no_costs_as_far_as_it_is_surely_a_bare_one(sure: float, share: float) -> None:
    charged = both("bare_limit", 0.3 * share, -0.15 * share) if share else []
    assert told(penalties.refusing(DUE, verdict(Code.SET_LIMIT, sure=sure), LAW)) == charged


def test_a_no_that_leaves_them_something_is_not_bare() -> None:
    for said in (verdict(Code.SET_LIMIT, empathy=0.9), verdict(Code.SET_LIMIT, empowerment=0.9)):
        assert list(penalties.refusing(DUE, said, LAW)) == []
