"""A debrief is true to the talk: what says back is no leading, advice fits its line, following is no cost."""

from __future__ import annotations

from agent.feedback.advice import lessons_of, was_due
from agent.feedback.narrative import SessionRecord, balance, write_narrative
from agent.feedback.summary import summarise
from agent.feedback.turning_points import role, weakest
from agent.model.persona import Persona
from agent.model.session import Outcome
from agent.model.turn import Turn
from agent.model.verdict import Code, Stance, Verdict
from tests.agent.feedback.test_one_role import RUBRIC, played
from tests.support.makers import makers

PERSONA: Persona = makers.persona()


def record(*verdicts: Verdict) -> SessionRecord:
    turns: list[Turn] = played(PERSONA, list(verdicts))
    return SessionRecord(PERSONA, tuple(turns), Outcome.OPEN, summarise(PERSONA, RUBRIC, turns))


def test_a_line_that_only_says_back_is_not_told_as_leading() -> None:
    heard = makers.verdict(Code.COMPLEX_REFLECTION, empathy=0.9, stance=Stance.LEAD, says_back=True)
    pushed = makers.verdict(Code.PERSUADE, stance=Stance.LEAD)
    looked = record(heard, pushed)
    assert [beat.stance for beat in looked.summary.ribbon] == [Stance.FOLLOW, Stance.LEAD]
    assert looked.summary.early_leads == 1
    assert "as in “my line number 2.”" in balance(looked)


def test_empathy_beside_advice_still_led() -> None:
    both = makers.verdict(Code.COMPLEX_REFLECTION, Code.PERSUADE, empathy=0.9, stance=Stance.LEAD, says_back=True)
    assert record(both).summary.early_leads == 1


def test_lines_that_did_neither_are_not_told_as_followed() -> None:
    idle = makers.verdict(Code.OTHER, stance=Stance.NEUTRAL)
    told = balance(record(makers.verdict(Code.PERSUADE, stance=Stance.LEAD), idle, idle))
    assert "1 led and none followed" in told


def test_leave_is_asked_only_where_something_is_offered() -> None:
    asked = record(makers.verdict(Code.OPEN_QUESTION), makers.verdict(Code.PERSUADE))
    due = [was_due(RUBRIC.checks["asks_leave"], turn, asked) for turn in asked.turns]
    assert due == [False, True]


def test_a_greeting_is_not_asked_to_name_a_strength() -> None:
    greeted = record(makers.verdict(Code.OTHER), makers.verdict(Code.OTHER))
    lesson = next(one for one in lessons_of(greeted, RUBRIC) if one.check_id == "names_strength")
    assert (lesson.turn.number, lesson.due) == (2, 1)


def test_following_alone_is_never_the_costliest_line() -> None:
    follow = makers.verdict(Code.SIMPLE_REFLECTION)
    looked = record(*[follow] * (PERSONA.law.follow_patience + 3))
    assert any(turn.receipt.scope_pressure > 0 for turn in looked.turns), "the law counted it"
    assert [role(turn) for turn in looked.turns if role(turn) == "bad"] == []
    assert weakest(looked.turns, RUBRIC) is None


def test_the_hint_is_of_what_cost_most() -> None:
    pushed = makers.verdict(Code.PERSUADE, stance=Stance.LEAD, no_stock_phrase=False)
    costliest = weakest(record(pushed).turns, RUBRIC)
    assert costliest is not None
    assert costliest.hint == RUBRIC.checks["no_push"].hint


def test_a_second_moment_begins_its_own_sentence() -> None:
    told = write_narrative(record(makers.verdict(Code.CONFRONT), makers.verdict(Code.PERSUADE, stance=Stance.LEAD)))
    closed = next(part for part in told if part.startswith("What closed"))
    assert ": line 1, " in closed
    assert " Line 2, " in closed
