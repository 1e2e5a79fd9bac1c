"""Topics: what a line is about, asked or touched, and what it follows up."""

from __future__ import annotations

import pytest

from agent.customer.index.index_library import IndexLibrary
from agent.customer.ranking.ranker import FITS_FROM
from agent.customer.topics import CLOSED_MARGIN, asks_openly, invites, understand
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Situation
from agent.model.session import Reply
from agent.model.verdict import Code, Said, Verdict
from agent.rules import transition
from tests.support.doubles.scripted_ranker import ScriptedRanker
from tests.support.makers.makers import verdict
from tests.support.makers.rich import ASK, HEARD, INDEXES, BagOfWords
from tests.support.makers.rich_turns import WHO, context


def understood(context: TurnContext) -> Understanding:
    return understand(context, INDEXES.of(context.persona))


OPEN_ASK = verdict(Code.OPEN_QUESTION)
ABOUT_PRICE = (Reply(text="It cost too much.", act=Act.ANSWER, band=Band.CLOSED, topic="price"),)


def test_listening_tells_asking_from_touching() -> None:
    asked = understood(context("Thanks. What about the price?", ASK))
    assert (asked.topic, asked.direct) == ("price", True)
    touched = understood(context("So tell me of price it was.", HEARD))
    assert (touched.topic, touched.direct) == ("price", False)
    assert understood(context("Purple elephants juggle.", HEARD)).topic is None


def test_a_follow_up_goes_on_about_what_was_just_said() -> None:
    for before in (ABOUT_PRICE, (*ABOUT_PRICE, Reply(text="Hm.", act=Act.ACKNOWLEDGE, band=Band.CLOSED))):
        found = understood(context("How so?", ASK, earlier=before))
        assert (found.topic, found.direct, found.follow_up) == ("price", True, True)


def test_a_follow_up_on_a_fact_is_about_the_topic_it_lies_under() -> None:
    told = (Reply(text="It was birchwood.", act=Act.DISCLOSE, band=Band.CLOSED, topic="price", disclosed="birch"),)
    assert understood(context("How so?", ASK, earlier=told)).topic == "tried"


def test_what_was_said_longer_ago_is_not_what_a_follow_up_is_about() -> None:
    nods = (Reply(text="Hm.", act=Act.ACKNOWLEDGE, band=Band.CLOSED),) * 2
    assert understood(context("How so?", ASK, earlier=(*ABOUT_PRICE, *nods))).topic != "price"


def test_words_near_a_fact_that_may_be_told_bring_it_to_mind() -> None:
    known = transition.start(WHO).model_copy(update={"trust": 2.5})
    line = "It was told in a way that you never said."
    assert set(understood(context(line, HEARD, state=known)).near) == {"alder", "birch"}
    assert understood(context("Purple elephants juggle.", HEARD, state=known)).near == ()


def test_one_mm_hm_is_listening_and_two_are_silence() -> None:
    assert Situation.SILENCE not in understood(context("Mm-hm.")).situations
    before = (Said(speaker="rep", text="Okay."), Said(speaker="customer", text="So."))
    assert Situation.SILENCE in understood(context("Mm-hm.", recent=before)).situations
    assert Situation.SILENCE in understood(context("…")).situations


def _topic_found(line: str, fitness: float, found: Verdict = OPEN_ASK) -> str | None:
    indexes = IndexLibrary(BagOfWords(), ranker=ScriptedRanker({"On team closed answer 1.": fitness}))
    return understand(context(line, found), indexes.of(WHO)).topic


def test_a_question_about_nothing_in_particular_is_about_what_answers_it() -> None:
    line = "What makes purple elephants juggle?"
    assert _topic_found(line, FITS_FROM + 0.1) == "team"
    assert _topic_found(line, FITS_FROM - 0.1) is None


def test_a_closed_question_must_be_answered_more_surely() -> None:
    line = "Did it juggle purple elephants?"
    assert _topic_found(line, FITS_FROM + CLOSED_MARGIN - 0.1, ASK) is None
    assert _topic_found(line, FITS_FROM + CLOSED_MARGIN + 0.1, ASK) == "team"


def test_a_question_in_the_words_of_a_topic_is_about_that_topic() -> None:
    assert _topic_found("What about the price?", 9.0) == "price"


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("How was it for you?", True), ("You saw it through. What did that take?", True), ("Why? Is it late?", False),
        ("How many are there?", False), ("Is it late?", False), ("It was late.", False), ("Which of them?", False),
    ],
)  # fmt: skip
def test_open_questions_are_known_by_their_words_or_by_the_verdict(line: str, opens: bool) -> None:
    assert invites(line) is opens
    assert asks_openly(line, ASK) is opens
    assert asks_openly(line, OPEN_ASK)
