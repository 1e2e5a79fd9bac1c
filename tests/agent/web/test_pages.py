"""The pages: what the views show of a session, and the addresses that lead there."""

from __future__ import annotations

import re

import pytest

from agent.feedback.hints import hint
from agent.model.acts import Stage
from agent.model.debrief import Beat
from agent.model.session import Receipt, State
from agent.model.verdict import Code, Stance, ungraded
from agent.web.exports.documents import as_markdown
from agent.web.routes import Route, route_of
from agent.web.session_view import SessionView
from agent.web.views import charts, conversation
from agent.web.views.html import marked, signed
from agent.web.views.panel import LastLine
from agent.web.views.receipts import digest, receipt_body
from tests.support.makers import makers, talks
from tests.support.makers.pages import PERSONA, RUBRIC, Skeleton, whole_turn


def test_marks_show_the_reps_own_words() -> None:
    drawn = marked(
        "You kept going. It's up to you.", [("up to you", "soft"), ("It's up", "hard"), ("not in it", "soft")]
    )
    assert '<mark class="rw-mark is-soft">up to you</mark>' in drawn
    assert '<mark class="rw-mark is-hard">It&#x27;s </mark>' in drawn  # where two overlap, the first wins


def test_receipt_says_words_reading_change_and_reason() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.", "Heard, and left in charge.")
    text = Skeleton(receipt_body(turn.verdict, turn.receipt, PERSONA, RUBRIC)).text
    for part in (
        "So you carried it alone.",
        "saying back what you heard",
        "Resistance −0.8",
        "Heard, and left in charge.",
    ):
        assert part in text
    assert "not sure, 55 %" in text
    line = Skeleton(digest(turn.verdict, turn.receipt)).text
    assert "−0.8" in line
    assert "not sure, 55 %" in line, "before the receipt is unfolded as well"
    sure = tuple(found.model_copy(update={"confidence": 0.9}) for found in turn.verdict.codes)
    assert "not sure" not in digest(turn.verdict.model_copy(update={"codes": sure}), turn.receipt)


def test_receipt_says_why_the_words_are_read_so_once_and_beside_them() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.")
    told = "You say the part that nobody thanked her for."
    codes = tuple(found.model_copy(update={"reason": told}) for found in (*turn.verdict.codes, *turn.verdict.codes))
    verdict = turn.verdict.model_copy(update={"codes": codes})
    entries = (*turn.receipt.entries, turn.receipt.entries[0].model_copy(update={"evidence": "leaves_choice"}))
    drawn = receipt_body(verdict, turn.receipt.model_copy(update={"entries": entries}), PERSONA, RUBRIC)
    assert drawn.count(told) == 1
    (item,) = (part for part in str(drawn).split("</li>") if told in part)
    assert "So you carried it alone." in item
    silent = tuple(found.model_copy(update={"reason": None}) for found in codes)
    assert "rw-reason" not in receipt_body(
        turn.verdict.model_copy(update={"codes": silent}), turn.receipt, PERSONA, RUBRIC
    )


def test_a_grade_of_the_built_in_grader_is_told_once_at_its_turn() -> None:
    why = "the model gave no grade: no answer in time"
    turn = whole_turn("So you carried it alone.", "Hm.")
    turn = turn.model_copy(update={"verdict": turn.verdict.model_copy(update={"degraded": why})})
    drawn = conversation.log(PERSONA, RUBRIC, talks.info(opening="Yes?"), [turn], 1)
    assert Skeleton(drawn).text.count(f"The built-in grader read your line, because {why}.") == 1
    last = LastLine(turn.rep, turn.verdict, turn.receipt)
    assert conversation.live(PERSONA, RUBRIC, turn.rep, last, "").count(why) == 1
    graded = turn.model_copy(update={"verdict": turn.verdict.model_copy(update={"degraded": None})})
    assert "built-in grader" not in conversation.log(PERSONA, RUBRIC, talks.info(opening="Yes?"), [graded], 1)


def test_an_export_to_read_tells_reasons_and_who_graded() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.")
    codes = tuple(found.model_copy(update={"reason": "You say *her* part."}) for found in turn.verdict.codes)
    verdict = turn.verdict.model_copy(update={"codes": codes, "degraded": "the model gave no grade: late"})
    told = as_markdown(PERSONA, talks.info(), [turn.model_copy(update={"verdict": verdict})], None)
    assert "> “So you carried it alone.”: You say \\*her\\* part." in told
    assert "> Read by the built-in grader, because the model gave no grade: late" in told


def test_receipt_of_an_ungraded_line_says_why_and_shows_no_score() -> None:
    verdict = ungraded("not in English", "mi@1", "embedded")
    receipt = Receipt(stage_before=Stage.ENGAGE, stage_after=Stage.ENGAGE)
    text = Skeleton(receipt_body(verdict, receipt, PERSONA, RUBRIC)).text
    assert "not in English" in text
    assert "moves nothing" in text
    assert not re.search(r"\d", text)


def test_a_notice_stands_beside_its_turn_and_nowhere_else() -> None:
    plain = whole_turn("So you carried it alone.", "Hm.")
    told = plain.model_copy(update={"number": 2, "notice": "400 of its 500 tokens; raise ROLLWITH_TOKEN_BUDGET"})
    page = conversation.log(PERSONA, RUBRIC, talks.info(), [plain, told], 2)
    first, second = page.split('id="turn-2"')
    assert "ROLLWITH_TOKEN_BUDGET" in second
    assert "ROLLWITH_TOKEN_BUDGET" not in first
    hostile = told.model_copy(update={"notice": "<script>alert(1)</script>"})
    assert "<script>" not in conversation.log(PERSONA, RUBRIC, talks.info(), [hostile], 1)


def test_unlocked_facts_are_told_by_topic_never_by_content() -> None:
    turn = whole_turn("So you carried it alone.", "Hm.")
    receipt = turn.receipt.model_copy(update={"unlocked": ("third",)})
    text = Skeleton(receipt_body(turn.verdict, receipt, PERSONA, RUBRIC)).text
    assert "matters" in text
    assert PERSONA.facts["third"].truth not in text


def test_an_engine_that_stood_in_is_named_at_the_line() -> None:
    told = whole_turn("Go on.", "Hm.").reply.model_copy(update={"degraded": "no answer in time"})
    page = conversation.customer_line(PERSONA, "Hm.", told)
    assert "no answer in time" in page
    assert "built-in engine spoke" in page
    assert "built-in" not in conversation.customer_line(PERSONA, "Hm.")


def test_a_line_that_was_cut_is_not_said_to_be_another_engines() -> None:
    cut = {"engine": "llm:m", "degraded": "the line was cut: its next sentence is empty"}
    told = whole_turn("Go on.", "Hm.").reply.model_copy(update=cut)
    page = conversation.customer_line(PERSONA, "Hm.", told)
    assert "built-in" not in page
    assert "Cut short" in page


def test_ribbon_tells_early_from_due_and_follow_from_lead() -> None:
    beats = [
        Beat(turn=1, primary=Code.OTHER, stance=Stance.FOLLOW),
        Beat(turn=2, primary=Code.PERSUADE, stance=Stance.LEAD, lead="early"),
        Beat(turn=3, primary=Code.OPEN_QUESTION, stance=Stance.LEAD, lead="due"),
        Beat(turn=4, primary=Code.OTHER, stance=Stance.NEUTRAL, ungraded=True),
    ]
    drawn = Skeleton(charts.ribbon(beats, spread=True)).text
    assert drawn == "Turn 1: followTurn 2: lead, too earlyTurn 3: lead, when dueTurn 4: not graded"


def test_a_long_session_sends_only_its_last_turns() -> None:
    turns = [talks.turn(number) for number in range(1, 500)]
    view = SessionView(PERSONA, RUBRIC, talks.info(turns=499), tuple(turns[-40:]), conversation.WINDOW)
    log = view.log()
    assert log.count("<article") == conversation.WINDOW
    assert f"Show the {499 - conversation.WINDOW} earlier turns" in log


@pytest.mark.parametrize(
    "place", [Route(), Route("brief", "a_b"), Route("talk", "a&b=c"), Route("debrief", "x"), Route("history", start=25)]
)
def test_an_address_leads_back_to_its_place(place: Route) -> None:
    assert route_of(place.search) == place


def test_hint_mends_the_mistake_first() -> None:
    state = State(resistance=6, trust=2)
    pushed = makers.verdict(Code.PERSUADE)
    assert hint(RUBRIC, PERSONA.law, state, pushed) == RUBRIC.checks["no_push"].hint
    assert hint(RUBRIC, PERSONA.law, state, None) == RUBRIC.checks["says_back"].hint
    later = state.model_copy(update={"stage": Stage.PLAN})
    assert hint(RUBRIC, PERSONA.law, later, makers.warm()) == RUBRIC.checks["shapes_plan"].hint


def test_signs_are_readable() -> None:
    assert [signed(change) for change in (0.44, -1.25, 0.0, -0.04)] == ["+0.4", "−1.2", "±0", "±0"]
