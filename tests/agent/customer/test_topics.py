"""Topics: what a line is about, asked or touched, and what it follows up."""

from __future__ import annotations

from dataclasses import replace

from agent.customer.index.index_library import IndexLibrary
from agent.customer.ranking.ranker import FITS_FROM
from agent.customer.topics import CLOSED_MARGIN, understand
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Situation
from agent.model.background import Said
from agent.model.session import Reply
from agent.model.verdict import Code, Verdict
from agent.rules import transition
from tests.support.doubles.scripted_ranker import ScriptedRanker
from tests.support.makers.makers import verdict
from tests.support.makers.rich import ASK, HEARD, BagOfWords, agenda_item
from tests.support.makers.rich_turns import WHO, context

NOTHING_FITS = IndexLibrary(BagOfWords(), ranker=ScriptedRanker({}))
"""Customers none of whose lines answers anything, so that only the words say what a line is about."""


def understood(context: TurnContext) -> Understanding:
    return understand(context, NOTHING_FITS.of(context.persona))


OPENLY = verdict(Code.OPEN_QUESTION)
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


def test_a_question_that_points_back_is_about_what_it_points_to() -> None:
    found = understood(context("I saw the price went up last spring. What was that like?", OPENLY))
    assert (found.topic, found.direct) == ("price", True)


def test_a_question_that_names_nothing_is_about_what_the_rep_said_just_before() -> None:
    before = (Said(speaker="rep", text="The price went up."), Said(speaker="customer", text="So."))
    found = understood(context("Which is it, then?", OPENLY, recent=before))
    assert (found.topic, found.direct) == ("price", True)


def test_an_open_question_near_to_nothing_goes_on_about_what_was_talked_of() -> None:
    found = understood(context("What would purple elephants juggle?", OPENLY, earlier=ABOUT_PRICE))
    assert (found.topic, found.direct, found.vague) == ("price", True, True)
    assert understood(context("What would purple elephants juggle?", OPENLY)).topic is None


def test_asking_what_they_came_with_is_told_from_asking_about_a_topic() -> None:
    items = {"log": agenda_item("logbook", "tried"), "visit": agenda_item("inspector")}
    who = WHO.model_copy(update={"agenda": items})
    for line in ("What's on your list?", "So tell me, what's on your mind today?", "What do you want from me today?"):
        assert understood(replace(context(line, OPENLY), persona=who)).came_with
        assert not understood(context(line, OPENLY)).came_with
    assert not understood(replace(context("What about the price?", OPENLY), persona=who)).came_with


def test_an_item_that_was_raised_is_taken_up_by_its_words_or_its_topic() -> None:
    items = {"log": agenda_item("logbook", "tried"), "visit": agenda_item("inspector")}
    who = WHO.model_copy(update={"agenda": items})
    raised = transition.start(who).model_copy(update={"raised": ("log",)})

    def item(line: str) -> str | None:
        return understood(replace(context(line, OPENLY, state=raised), persona=who)).item

    assert item("About the logbook, then.") == "log"
    assert item("What about the tried?") == "log"
    assert item("About the inspector.") is None
    assert item("What about the price?") is None


def _topic_found(line: str, fitness: float, found: Verdict = OPENLY) -> str | None:
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
