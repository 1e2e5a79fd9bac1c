"""Striking an accusation: it takes something away and never gives anything, whatever the verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content.library import Library
from agent.grading.assembly import assemble
from agent.model.persona import Persona
from agent.model.verdict import Code, CodeEvidence, Mark, Stance, UnitReading, Verdict
from agent.rules.transition import move, start
from agent.rules.verdicts.striking import readings, strike
from tests.support.makers import makers
from tests.support.makers.law_runs import people, play, runs
from tests.support.makers.makers import verdicts
from tests.support.paths import ROOT

RUBRIC = Library(ROOT / "personas", ROOT / "rubrics").rubric()


@given(people, runs, verdicts())
def test_striking_never_raises_resistance_and_never_drives_anybody_out(
    who: Persona, run: list[Verdict], one: Verdict
) -> None:
    before = play(who, run)[-1][2]
    after, receipt = move(before, one, who)
    for evidence, quote in sorted(readings(one, receipt)):
        struck = strike(one, RUBRIC, evidence, quote)
        if struck is not None:
            eased, _ = move(before, struck, who)
            assert eased.resistance <= after.resistance + 1e-9
            assert eased.trust >= after.trust - 1e-9
            assert (eased.outcome.value != "walked_away") or (after.outcome.value == "walked_away")


@given(verdicts(), st.sampled_from(sorted(makers.CHECKS)))
def test_striking_adds_no_credit(one: Verdict, check: str) -> None:
    for evidence, quote in [*((code.code.value, code.quote) for code in one.codes), (check, f"words of {check}")]:
        struck = strike(one, RUBRIC, evidence, quote)
        if struck is None:
            continue
        assert struck != one
        assert (struck.empathy, struck.empowerment) == (one.empathy, one.empowerment)
        assert set(struck.codes) <= set(one.codes)
        earned = {result.id for result in struck.checks if result.passed and not RUBRIC.checks[result.id].guard}
        assert earned == {result.id for result in one.checks if result.passed and not RUBRIC.checks[result.id].guard}
        assert struck.primary is Code.OTHER or struck.has(struck.primary)
        assert strike(struck, RUBRIC, evidence, quote) is None, "it can be struck once"


@pytest.mark.parametrize(
    ("code", "guard"),
    [(Code.CONFRONT, "no_blame"), (Code.PERSUADE, "no_push"), (Code.CAPITULATE, "no_giving_in")],
)
def test_an_accusation_goes_with_the_guard_that_failed_on_it(code: Code, guard: str) -> None:
    one = makers.verdict(Code.SIMPLE_REFLECTION, code, stance=Stance.LEAD, **{guard: False, "says_back": True})
    struck = strike(one.model_copy(update={"primary": code}), RUBRIC, code.value, f"words of {code.value}")
    assert struck is not None
    assert not struck.has(code)
    assert struck.passed(guard)
    assert struck.primary is Code.SIMPLE_REFLECTION
    assert struck.criteria.empathize == 0.8
    assert struck.stance is (Stance.LEAD if code is Code.CAPITULATE else Stance.NEUTRAL)


def test_an_insult_goes_with_the_blame_in_the_same_words_and_not_with_that_in_others() -> None:
    line = "You lazy fool, you never read it. And your team is a joke."
    blame = (
        CodeEvidence(code=Code.CONFRONT, quote="You lazy fool, you never read it.", confidence=0.95),
        CodeEvidence(code=Code.CONFRONT, quote="And your team is a joke.", confidence=0.9),
    )
    one = makers.verdict(Code.CONFRONT, no_insult=False)
    checks = tuple(
        check.model_copy(update={"quote": "lazy fool" if check.id == "no_insult" else blame[0].quote})
        if not check.passed and check.id in ("no_insult", "no_blame")
        else check
        for check in one.checks
    )
    one = one.model_copy(update={"codes": blame, "checks": checks})
    assert all(found.quote in line for found in blame)
    struck = strike(one, RUBRIC, "no_insult", "lazy fool")
    assert struck is not None
    assert [found.quote for found in struck.codes] == ["And your team is a joke."]
    assert struck.passed("no_insult")
    rest = struck.check("no_blame")
    assert rest is not None
    assert (rest.passed, rest.quote) == (False, "And your team is a joke.")


@pytest.mark.parametrize(
    ("evidence", "quote"),
    [
        ("simple_reflection", "words of simple_reflection"),
        ("says_back", "words of says_back"),
        ("no_speech", "words of no_speech"),
        ("no_machine_talk", "words of no_machine_talk"),
        ("confront", "words that were never said"),
        ("no_threat", ""),
        ("strain", ""),
        ("", ""),
    ],
)
def test_what_does_not_accuse_is_not_struck(evidence: str, quote: str) -> None:
    one = makers.verdict(Code.SIMPLE_REFLECTION, Code.CONFRONT, says_back=True, no_speech=False, no_machine_talk=False)
    assert strike(one, RUBRIC, evidence, quote) is None


def test_a_possible_accusation_is_struck_like_a_sure_one_and_is_unclear_no_more() -> None:
    who = makers.persona()
    doubtful = makers.verdict(Code.CONFRONT, sure=0.6)
    after, receipt = move(start(who), doubtful, who)
    assert (receipt.resistance, after.unclear) == (0.0, "words of confront")
    struck = strike(doubtful, RUBRIC, "confront", "words of confront")
    assert struck is not None
    cleared, receipt = move(start(who), struck, who)
    assert (receipt.resistance, cleared.unclear) == (0.0, "")


@pytest.mark.parametrize("blame", [0.6, 0.95])
def test_a_limit_beside_an_accusation_earns_no_trust_whatever_else_is_read_in_the_line(blame: float) -> None:
    who = makers.persona()
    line = makers.verdict(Code.SET_LIMIT, no_blame=False, no_push=False, no_threat=False, sure=0.6)
    checks = tuple(one.model_copy(update={"confidence": blame}) if one.id == "no_blame" else one for one in line.checks)
    line = line.model_copy(update={"empathy": 1.0, "checks": checks})
    trusts = [move(start(who), line, who)[0].trust]
    for check in ("no_push", "no_blame"):
        struck = strike(line, RUBRIC, check, f"words of {check}")
        assert struck is not None
        trusts.append(move(start(who), struck, who)[0].trust)
    assert trusts[0] <= min(trusts[1:])
    assert trusts[0] <= start(who).trust


def test_criteria_are_those_that_the_grader_gives_a_line_without_the_accusation() -> None:
    kind = UnitReading(quote="You kept it going.", codes={Code.AFFIRM: 0.9})
    pushy = UnitReading(quote="Just book it.", codes={Code.PERSUADE: 0.9}, marks={Mark.PLAN: 0.1})
    line = "You kept it going. Just book it."
    both = assemble(line, (), (kind, pushy), Stance.LEAD, RUBRIC, "test")
    alone = assemble(kind.quote, (), (kind,), Stance.NEUTRAL, RUBRIC, "test")
    struck = strike(both, RUBRIC, "persuade", "Just book it.")
    assert struck is not None
    assert both.criteria != alone.criteria
    assert (struck.criteria, struck.primary, struck.codes) == (alone.criteria, alone.primary, alone.codes)
