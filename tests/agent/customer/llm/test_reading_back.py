"""Reading back: what a line did is told by its words: topic, fact, plan, item of the agenda, act and talk type."""

from __future__ import annotations

from typing import Any

import pytest

from agent.customer.llm.leaks import Secrets
from agent.customer.llm.prompt import may_tell
from agent.customer.llm.reading_back import ReadingBack
from agent.model.acts import Act, Band, Intent
from agent.model.session import Reply
from agent.model.verdict import Talk
from tests.support.doubles.llm_lines import by_words
from tests.support.makers.dana import context
from tests.support.makers.rich import INDEXES, agenda_item, rich_persona

WHO = rich_persona(agenda={"refund": agenda_item("refund", "price"), "contact": agenda_item("contact")})


def read(text: str, intent: Intent, **given: Any) -> Reply:
    turn = context(persona=WHO, **given)
    index = INDEXES.of(WHO)
    secrets = Secrets(index.lines, may_tell(turn, intent))
    return ReadingBack(turn, intent, index, secrets, by_words).reply(text, "llm:m", None)


def answer(**given: Any) -> Intent:
    return Intent(act=Act.ANSWER, band=Band.GUARDED, **given)


def test_an_answer_is_on_the_topic_that_was_asked_about() -> None:
    asked = answer(topics=("price", "team"), asked=True)
    assert read("It is what it is, I suppose.", asked).topic == "price"
    assert read("On price guarded answer, more or less.", asked).topic == "price"


def test_a_line_that_is_plainly_about_something_else_is_on_that() -> None:
    outage = "Outage, outage."
    assert read(outage, answer(topics=("price",), asked=True)).topic == "outage"


def test_a_line_about_nothing_in_particular_has_no_topic() -> None:
    assert read("Hm, quite.", answer()).topic is None


def test_every_fact_that_was_told_is_counted_and_only_those_that_were_offered() -> None:
    both = answer(topics=("happened",), may_tell=("alder", "birch"), asked=True)
    told = read("It was alderwood, and then birchwood.", both)
    assert (told.act, told.disclosed, told.told) == (Act.DISCLOSE, "alder", ("birch",))
    assert read("It was alderwood.", answer()).disclosed is None


def test_a_fact_that_is_out_already_is_not_told_again() -> None:
    told = read("It was alderwood, as I say.", answer(may_tell=("alder",)), disclosed=("alder",))
    assert (told.act, told.disclosed) == (Act.ANSWER, None)


@pytest.mark.parametrize(
    ("due", "act", "line", "plan"),
    [
        (True, Act.VOICE_PLAN, "Perhaps we could do the pilot, in some manner.", "pilot"),
        (True, Act.VOICE_PLAN, "I could not say.", None),
        (True, Act.ANSWER, "Perhaps the pilot, in a manner of form.", "pilot"),
        (False, Act.ANSWER, "Perhaps the pilot, in a manner of form.", None),
    ],
)
def test_a_plan_counts_where_one_may_be_voiced_and_is(due: bool, act: Act, line: str, plan: str | None) -> None:
    decided = Intent(act=act, band=Band.OPEN, plan="pilot" if act is Act.VOICE_PLAN else None)
    told = read(line, decided, plan_due=due, resistance=2.0)
    assert told.plan == plan
    assert (told.act is Act.VOICE_PLAN) is (plan is not None)


def test_an_item_counts_as_raised_where_the_line_brings_it_up() -> None:
    raising = Intent(act=Act.RAISE, band=Band.GUARDED, item="refund")
    up = read("And what about the refund, guarded form?", raising)
    assert (up.act, up.item) == (Act.RAISE, "refund")
    left = read("Never mind all that.", raising)
    assert (left.act, left.item) == (Act.ANSWER, None)


def test_a_decided_telling_that_was_left_is_what_the_line_was() -> None:
    decided = Intent(act=Act.DISCLOSE, band=Band.GUARDED, fact="alder")
    assert read("Not today.", decided).act is Act.ANSWER
    assert read("We could talk of it some day.", decided).act is Act.OPEN_UP


def test_a_word_or_two_is_brief_and_the_talk_type_is_that_of_the_words() -> None:
    told = read("never again.", answer())
    assert (told.brief, told.talk) == (True, Talk.SUSTAIN)


def test_a_plan_in_words_is_change_talk_however_the_words_are_read() -> None:
    decided = Intent(act=Act.COMMIT, band=Band.OPEN, plan="pilot")
    assert read("I'll never say more than this: the pilot, Monday, form one.", decided).talk is Talk.CHANGE
