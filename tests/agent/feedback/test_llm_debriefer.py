"""The model's debrief: its words stand only where they were said; else the embedded one stands in, visibly."""

from __future__ import annotations

from agent.errors import EndpointDown
from agent.feedback.llm_debriefer import MOST_TURNS, LlmDebriefer
from agent.model.session import Outcome
from agent.model.verdict import Code, Stance
from tests.agent.feedback.test_summary import PERSONA, RUBRIC, conversation
from tests.support.doubles.scripted import ScriptedModel
from tests.support.makers import makers

TURNS = conversation(makers.warm(), makers.verdict(Code.CONFRONT, stance=Stance.LEAD))
GOOD = {
    "story": ["Test began guarded.", "In turn 1 you said “line 1”, and the answer was “answer 1”."],
    "next_time": ["You said “line 2”. You could have said “What would have to be true for you?”"],
}


async def test_a_debrief_that_quotes_what_was_said_stands() -> None:
    with ScriptedModel(GOOD) as model:
        debrief = await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, TURNS, Outcome.OPEN)
    assert debrief.story == tuple(GOOD["story"])
    assert debrief.next_time == tuple(GOOD["next_time"])
    assert (debrief.engine, debrief.degraded) == ("llm:scripted", None)
    assert debrief.summary.turns == 2
    (asked,) = model.asked
    assert (asked.purpose, asked.session) == ("debrief", "s1")
    assert "rep: line 2" in asked.text
    assert "confront" in asked.text


async def test_what_was_not_disclosed_is_not_told_to_the_model() -> None:
    with ScriptedModel(GOOD) as model:
        await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, TURNS, Outcome.OPEN)
    assert all(fact.truth not in model.asked[0].text for fact in PERSONA.facts.values())


async def test_a_paragraph_with_an_invented_quote_is_left_out() -> None:
    told = GOOD | {"story": [*GOOD["story"], "Then you said “I will give you everything for free”."]}
    with ScriptedModel(told) as model:
        debrief = await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, TURNS, Outcome.OPEN)
    assert debrief.story == tuple(GOOD["story"])


async def test_advice_that_starts_from_nothing_the_rep_said_is_not_given() -> None:
    told = GOOD | {"next_time": ["Listen more.", "You said “sign it now, please”. Do not."]}
    with ScriptedModel(told) as model:
        debrief = await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, TURNS, Outcome.OPEN)
    assert debrief.engine == "embedded"
    assert debrief.degraded is not None
    assert "began from a line" in debrief.degraded


async def test_a_failing_endpoint_is_said_and_the_embedded_debrief_stands_in() -> None:
    with ScriptedModel(EndpointDown("no answer in 60 s")) as model:
        debrief = await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, TURNS, Outcome.OPEN)
    assert debrief.engine == "embedded"
    assert "no answer in 60 s" in (debrief.degraded or "")
    assert "“words of says_back”" in " ".join(debrief.story)


async def test_a_session_without_a_line_asks_no_model() -> None:
    with ScriptedModel() as model:
        debrief = await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, [], Outcome.OPEN)
    assert (debrief.engine, debrief.degraded) == ("embedded", None)


async def test_a_long_session_is_told_by_what_moved_most() -> None:
    turns = conversation(*[makers.verdict(Code.OTHER)] * 60, makers.warm(), *[makers.verdict(Code.OTHER)] * 39)
    with ScriptedModel(GOOD) as model:
        await LlmDebriefer(model).debrief("s1", PERSONA, RUBRIC, turns, Outcome.OPEN)
    text = model.asked[0].text
    assert text.count("\nrep: ") == MOST_TURNS
    for number in (1, 61, 100):
        assert f"turn {number}\n" in text
