"""Offering: what a model may choose among; never a fact that is locked or out already, and none where nobody would."""

from __future__ import annotations

import pytest

from agent.customer.intents.offering import MOST_FACTS, MOST_TOPICS, SHUT, offering
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Intent
from tests.support.makers.makers import warm
from tests.support.makers.policy_turns import GUARDED, state, turn

ANSWER = Intent(act=Act.ANSWER, band=Band.GUARDED)


def asked(*unlocked: str, **understood: object) -> TurnContext:
    understanding = Understanding.model_validate({"question": True, "direct": True, **understood})
    given = turn(state(GUARDED), warm(), understanding)
    moved = given.state.model_copy(update={"unlocked": unlocked})
    return TurnContext(**{**given.__dict__, "state": moved})


def test_a_question_offers_its_topic_first_and_the_fact_that_answers_it() -> None:
    found = offering(ANSWER, asked("alder", "birch", topic="happened", topics=("tried", "happened")))
    assert found.topics == ("happened", "tried")
    assert found.may_tell == ("alder",)
    assert found.asked


def test_a_fact_that_is_locked_or_out_is_not_offered() -> None:
    assert offering(ANSWER, asked(topic="happened")).may_tell == ()
    given = asked("alder", topic="happened")
    told = given.state.model_copy(update={"disclosed": ("alder",)})
    assert offering(ANSWER, TurnContext(**{**given.__dict__, "state": told})).may_tell == ()


@pytest.mark.parametrize("act", sorted(SHUT))
def test_who_is_shut_is_offered_nothing(act: Act) -> None:
    assert offering(ANSWER.model_copy(update={"act": act}), asked("alder", topic="happened")).may_tell == ()


def test_what_was_decided_is_offered_first_and_the_offer_stays_small() -> None:
    every = ("alder", "birch", "cedar", "damson", "elder")
    decided = Intent(act=Act.DISCLOSE, band=Band.GUARDED, fact="cedar")
    found = offering(decided, asked(*every, near=every, topics=("tried", "team", "price", "help")))
    assert found.may_tell == ("cedar",)
    assert len(offering(ANSWER, asked(*every, near=every)).may_tell) == MOST_FACTS
    assert len(found.topics) == MOST_TOPICS


def test_a_follow_up_is_about_just_one_thing() -> None:
    found = offering(ANSWER, asked(topic="tried", follow_up=True, topics=("help", "price")))
    assert found.topics == ("tried",)


def test_what_comes_near_to_a_locked_fact_is_veiled_and_the_fact_not_named() -> None:
    found = offering(ANSWER, asked(topic="happened"))
    assert found.veiled
    assert found.may_tell == ()
    assert not offering(ANSWER, asked("alder", topic="happened")).veiled
    assert not offering(ANSWER, asked(topic="price")).veiled
    assert offering(ANSWER, asked(question=False, unsaid=True)).veiled
