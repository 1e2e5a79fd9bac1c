"""The summary counts rightly, finds the turning points, and the debrief speaks in the rep's own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content.library import Library
from agent.feedback.embedded_debriefer import EmbeddedDebriefer
from agent.feedback.summary import summarise
from agent.model.acts import Act, Band, Stage
from agent.model.debrief import Ratio
from agent.model.rubric import Criterion, Rubric
from agent.model.session import Outcome, Reply
from agent.model.turn import Turn
from agent.model.verdict import Code, Criteria, Stance, Talk, Verdict, ungraded
from agent.rules import transition
from tests.support.doubles.players import RUBRICS
from tests.support.makers import makers

PERSONA = makers.persona()
RUBRIC: Rubric = Library(RUBRICS, RUBRICS).rubric()


def conversation(*verdicts: Verdict, talks: tuple[Talk, ...] = (), scores: float = 0.5) -> list[Turn]:
    """Move the test customer by verdicts; line n of the rep is `line n`."""
    state, turns = transition.start(PERSONA), []
    for number, verdict in enumerate(verdicts, 1):
        state, receipt = transition.move(state, verdict, PERSONA)
        talk = talks[number - 1] if talks else Talk.NEUTRAL
        scored = Criteria(bond=scores, empathize=scores, empower=scores, commit=scores)
        turns.append(
            Turn(
                number=number,
                rep=f"line {number}",
                verdict=verdict.model_copy(update={"criteria": scored}),
                receipt=receipt,
                state=state,
                reply=Reply(text=f"answer {number}", act=Act.ACKNOWLEDGE, band=Band.GUARDED, talk=talk),
            )
        )
    return turns


def blame() -> Verdict:
    return makers.verdict(Code.CONFRONT, stance=Stance.LEAD)


def test_a_code_counts_once_for_a_line_that_shows_it_twice() -> None:
    once = makers.verdict(Code.SIMPLE_REFLECTION, Code.OPEN_QUESTION)
    again = once.codes[0].model_copy(update={"quote": "and again"})
    counted = summarise(PERSONA, RUBRIC, conversation(once.model_copy(update={"codes": (*once.codes, again)})))
    assert counted.counts == {Code.OPEN_QUESTION: 1, Code.SIMPLE_REFLECTION: 1}
    assert counted.reflections_to_questions.part == 1


def test_counts_and_ratios_are_those_of_the_lines() -> None:
    turns = conversation(
        makers.verdict(Code.COMPLEX_REFLECTION, Code.OPEN_QUESTION),
        makers.verdict(Code.SIMPLE_REFLECTION),
        makers.verdict(Code.SUMMARY, Code.CLOSED_QUESTION, Code.AFFIRM),
        makers.verdict(Code.EMPHASIZE_AUTONOMY, Code.PERSUADE),
        blame(),
        ungraded("too short", "mi@1", "test"),
    )
    counted = summarise(PERSONA, RUBRIC, turns)
    assert (counted.turns, counted.ungraded) == (6, 1)
    assert counted.counts[Code.SUMMARY] == 1
    assert Code.COUNTERFEIT not in counted.counts
    ratio = counted.reflections_to_questions
    assert (ratio.part, ratio.whole, ratio.standing, ratio.shown) == (3, 2, "fair", "1.5:1")
    assert (counted.complex_share.value, counted.complex_share.standing) == (0.5, "good")
    assert counted.complex_share.shown == "50 %"
    assert (counted.open_share.value, counted.open_share.standing) == (0.5, None)
    assert (counted.adherent, counted.non_adherent) == (2, 2)


@pytest.mark.parametrize(
    ("part", "whole", "standing"), [(0, 0, None), (1, 0, None), (9, 10, "below"), (10, 10, "fair"), (20, 10, "good")]
)
def test_a_ratio_stands_below_fair_or_good(part: int, whole: int, standing: str | None) -> None:
    assert Ratio(name="r", part=part, whole=whole, fair=1, good=2).standing == standing


def test_thresholds_are_those_of_the_manual_and_carry_their_caveat() -> None:
    counted = summarise(PERSONA, RUBRIC, [])
    assert (counted.reflections_to_questions.fair, counted.reflections_to_questions.good) == (1.0, 2.0)
    assert (counted.complex_share.fair, counted.complex_share.good) == (0.4, 0.5)
    assert "not validated for customer work" in counted.caveat


def test_the_curve_begins_at_the_start_and_follows_the_state() -> None:
    turns = conversation(makers.warm(), blame())
    curve = summarise(PERSONA, RUBRIC, turns).curve
    assert [point.turn for point in curve] == [0, 1, 2]
    assert curve[0].resistance == PERSONA.law.start
    assert [point.resistance for point in curve[1:]] == [turn.state.resistance for turn in turns]


def test_turning_points_name_the_words_and_the_reason() -> None:
    turns = conversation(*[makers.warm()] * 6, blame())
    points = {point.turn: point for point in summarise(PERSONA, RUBRIC, turns).turning_points}
    assert points[7].kind in {"hardened", "stage_back"}
    assert points[7].words == "words of confront"
    assert "Blame" in points[7].why
    forward = [point for point in points.values() if point.kind == "stage_forward"]
    assert forward
    assert forward[0].why.endswith("They trust you enough now to talk about whether anything should change.")
    assert len([point for point in points.values() if point.kind == "softened"]) <= 3


def test_the_best_and_the_weakest_line_are_found_with_a_hint() -> None:
    turns = conversation(makers.verdict(Code.OTHER), makers.warm(), blame())
    counted = summarise(PERSONA, RUBRIC, turns)
    assert counted.best is not None
    assert (counted.best.turn, counted.best.line) == (2, "line 2")
    assert counted.weakest is not None
    assert counted.weakest.turn == 3
    assert counted.weakest.hint == RUBRIC.checks["no_blame"].hint
    nothing = summarise(PERSONA, RUBRIC, conversation(makers.verdict(Code.OTHER)))
    assert (nothing.best, nothing.weakest) == (None, None)


def test_the_ribbon_tells_early_from_due() -> None:
    pushed = makers.verdict(Code.PERSUADE, stance=Stance.LEAD)
    turns = conversation(pushed, *[makers.warm()] * 7, makers.verdict(Code.OTHER, stance=Stance.FOLLOW))
    counted = summarise(PERSONA, RUBRIC, turns)
    assert counted.ribbon[0].lead == "early"
    assert counted.ribbon[7].lead == "due"
    assert counted.ribbon[8].lead is None
    assert counted.early_leads + counted.due_leads == 8
    assert counted.early_leads > 1
    assert counted.longest_following == 1


def test_commit_counts_only_once_the_talk_is_about_change() -> None:
    one = summarise(PERSONA, RUBRIC, conversation(makers.warm(), scores=0.6))
    assert one.criteria[Criterion.COMMIT] is None
    assert one.criteria[Criterion.BOND] == 0.6
    turns = conversation(*[makers.warm()] * 8, scores=0.6)
    assert turns[-1].receipt.stage_before is not Stage.ENGAGE
    assert summarise(PERSONA, RUBRIC, turns).criteria[Criterion.COMMIT] == 0.6


def test_the_customers_talk_is_told_by_thirds() -> None:
    talks = (Talk.SUSTAIN, Talk.SUSTAIN, Talk.NEUTRAL, Talk.CHANGE, Talk.CHANGE, Talk.CHANGE)
    counted = summarise(PERSONA, RUBRIC, conversation(*[makers.warm()] * 6, talks=talks))
    assert (counted.talk.change, counted.talk.sustain, counted.talk.neutral) == (3, 2, 1)
    assert [mix.change_share for mix in counted.talk_by_thirds] == [0.0, 1.0, 1.0]


@given(st.lists(makers.verdicts(), max_size=12))
def test_any_session_can_be_summarised_and_parts_add_up(verdicts: list[Verdict]) -> None:
    turns = conversation(*verdicts)
    counted = summarise(PERSONA, RUBRIC, turns)
    assert len(counted.curve) == len(turns) + 1
    assert len(counted.ribbon) == len(turns)
    assert sum(mix.neutral for mix in counted.talk_by_thirds) == len(turns)
    assert all(count <= len(turns) - counted.ungraded for count in counted.counts.values())
    assert {point.turn for point in counted.turning_points} <= {turn.number for turn in turns}


@given(st.lists(makers.verdicts(), max_size=8), st.sampled_from(list(Outcome)))
async def test_any_session_has_a_debrief_with_words_for_people(verdicts: list[Verdict], outcome: Outcome) -> None:
    turns = conversation(*verdicts)
    debrief = await EmbeddedDebriefer().debrief("s", PERSONA, RUBRIC, turns, outcome)
    assert all(len(paragraph) > 20 for paragraph in debrief.story)
    assert 1 <= len(debrief.next_time) <= 3
    if any(turn.verdict.ungraded is None and turn.verdict.failed("says_back") for turn in turns):
        assert len(debrief.next_time) >= 2
    text = " ".join((*debrief.story, *debrief.next_time))
    assert not re.search(r"\bNone\b|\{|\}|  ", text)


async def test_the_story_quotes_what_opened_and_what_closed() -> None:
    turns = conversation(makers.warm(), blame(), makers.verdict(Code.PERSUADE, stance=Stance.LEAD))
    debrief = await EmbeddedDebriefer().debrief("s", PERSONA, RUBRIC, turns, Outcome.OPEN)
    course, opened, closed, balance, _ = debrief.story
    assert "from 1.5 to" in course
    assert "line 1, “words of says_back”" in opened
    assert "“answer 1”" in opened
    assert "line 2, “words of confront”" in closed
    assert "Of 3 lines of yours, 3 led and none followed." in balance
    assert "3 times you led before Test trusted you, as in “line 1”." in balance
    assert any(RUBRIC.checks["no_blame"].hint in advice for advice in debrief.next_time)
    assert debrief.engine == "embedded"


async def test_empathy_without_empowerment_is_told_as_what_was_missing() -> None:
    heard = makers.verdict(Code.SIMPLE_REFLECTION, empathy=0.9, says_back=True)
    debrief = await EmbeddedDebriefer().debrief("s", PERSONA, RUBRIC, conversation(heard, heard), Outcome.OPEN)
    assert "Nothing you said lowered Test's guard" in debrief.story[1]
    assert "the first in 2 lines, the second in 0 lines" in debrief.story[1]


async def test_a_session_without_a_line_is_told_so() -> None:
    debrief = await EmbeddedDebriefer().debrief("s", PERSONA, RUBRIC, [], Outcome.OPEN)
    assert "before you had said anything" in debrief.story[0]
    assert len(debrief.next_time) == 2


def test_the_line_that_ended_it_is_told_in_its_words_though_no_level_could_move_further() -> None:
    turns = conversation(*[blame()] * 12)
    last = next(turn for turn in turns if turn.state.outcome is Outcome.WALKED_AWAY)
    assert not any(entry.change for entry in last.receipt.entries if entry.quantity in {"resistance", "trust"})
    point = next(found for found in summarise(PERSONA, RUBRIC, turns).turning_points if found.kind == "walked_away")
    assert point.words == "words of confront"
    assert "Blame or contradiction" in point.why
