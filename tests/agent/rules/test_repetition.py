"""The same line earns once: said again, nearly the same, or with something wrapped around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.model.ids import RuleId
from agent.model.persona import Persona
from agent.model.session import State
from agent.model.verdict import Code, CodeEvidence, Verdict
from agent.rules import repetition
from agent.rules.transition import move, start
from tests.support.makers.law_runs import people
from tests.support.makers.makers import persona, verdict, warm

LINE = "You kept the line running with half a crew, and nobody upstairs saw it. What would make it worth it?"
WHO = persona()


def quoting(line: str, *quotes: str) -> Verdict:
    """Return a warm verdict whose codes rest on these words of the line."""
    kinds = (Code.COMPLEX_REFLECTION, Code.OPEN_QUESTION, Code.AFFIRM)
    codes = tuple(
        CodeEvidence(code=code, quote=quote, confidence=0.9)
        for code, quote in zip(kinds, quotes or (line,), strict=False)
    )
    return warm().model_copy(update={"codes": codes})


def say_it(before: State, line: str, *quotes: str) -> tuple[State, frozenset[RuleId]]:
    after, receipt = move(before, quoting(line, *quotes), WHO, line)
    return after, receipt.rules()


@given(people, st.integers(0, 5))
def test_said_twice_earns_once(who: Persona, lines_between: int) -> None:
    state, _ = move(start(who), quoting(LINE), who, LINE)
    for number in range(lines_between):
        other = f"{number} quite other words, number {number * 7}"
        state, _ = move(state, quoting(other), who, other)
    again, receipt = move(state, quoting(LINE), who, LINE)
    assert RuleId.SAID_BEFORE in receipt.rules()
    assert again.resistance >= state.resistance
    assert again.trust <= state.trust
    assert again.readiness <= state.readiness
    assert (again.empathy_before, again.empowerment_before, again.plan_due) == (False, False, False)


def test_a_weaker_quote_of_a_code_that_is_there_is_padding() -> None:
    padded = f"{LINE} So it all ran on half a crew, and went on running."
    again = quoting(LINE)
    echo = CodeEvidence(code=again.codes[0].code, quote=padded[len(LINE) + 1 :], confidence=0.6)
    padding = again.model_copy(update={"codes": (*again.codes, echo)})
    assert repetition.imprint(padded, padding) == repetition.imprint(LINE, again)


@pytest.mark.parametrize(
    "line",
    [
        LINE.upper(),
        LINE.replace(",", "").replace(".", "  -"),
        LINE.replace("saw it", "noticed it"),
        "nobody upstairs saw it, and you kept the line running with half a crew. What would make it worth it?",
    ],
)
def test_case_marks_spaces_order_and_a_word_make_no_other_line(line: str) -> None:
    state, _ = say_it(start(WHO), LINE)
    after, rules = say_it(state, line)
    assert RuleId.SAID_BEFORE in rules
    assert after.resistance == state.resistance


@pytest.mark.parametrize(
    "line", ["What would make it worth it to you?", "You kept the line running with half a crew.", ""]
)
def test_another_line_earns(line: str) -> None:
    state, _ = say_it(start(WHO), LINE)
    after, rules = say_it(state, line)
    assert RuleId.SAID_BEFORE not in rules
    assert after.resistance < state.resistance


def test_what_is_wrapped_around_it_makes_it_no_other_line() -> None:
    heart = "You kept the line running with half a crew."
    state, _ = say_it(start(WHO), f"{heart} Lovely weather.", heart)
    _, rules = say_it(state, f"Did you see the match last night, that was something. {heart}", heart)
    assert RuleId.SAID_BEFORE in rules


def test_only_a_line_that_earned_is_remembered_and_costs_stay() -> None:
    pushed = verdict(Code.PERSUADE)
    state, _ = move(start(WHO), pushed, WHO, LINE)
    assert state.said == ()
    state, _ = say_it(state, LINE)
    assert len(state.said) == 1
    again, receipt = move(state, quoting(LINE), WHO, LINE)
    assert again.said == state.said
    asked = verdict(Code.SET_LIMIT).model_copy(
        update={"codes": (CodeEvidence(code=Code.SET_LIMIT, quote=LINE, confidence=0.9),)}
    )
    colder, receipt = move(again, asked, WHO, LINE)
    assert receipt.rules() == {RuleId.SAID_BEFORE, RuleId.BARE_LIMIT}
    assert colder.resistance > again.resistance
    assert colder.scope_pressure == again.scope_pressure


def test_the_memory_is_bounded_and_holds_no_words() -> None:
    state = start(WHO)
    for number in range(repetition.KEPT + 5):
        state, _ = say_it(state, f"line {number} of many, all {number * number} different {number + 1000}")
    assert len(state.said) == repetition.KEPT
    assert "different" not in "".join(state.said)
    assert all(len(one) % repetition.MARK == 0 for one in state.said)


@pytest.mark.parametrize(("shared", "words", "same"), [(17, 20, True), (16, 20, False), (6, 7, True), (5, 6, False)])
def test_six_words_of_seven_make_the_same_line(shared: int, words: int, same: bool) -> None:
    line = " ".join(f"w{number}" for number in range(words))
    shorter = " ".join(f"w{number}" for number in range(shared))
    state = State(resistance=5.0, trust=5.0, said=(repetition.imprint(line, verdict()),))
    assert repetition.said_before(state, repetition.imprint(shorter, verdict())) is same
