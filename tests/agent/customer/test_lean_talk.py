"""Lean talk: what a customer with shared lines says is said to the line it answers, and to no other."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
import yaml

from agent.content.lean.expansion import expand
from agent.customer.index.index_library import IndexLibrary
from agent.customer.index.line_index import IndexedLine
from agent.customer.line_selection import pick
from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Intent, LineEffect, Situation
from agent.model.session import State
from agent.model.training.lean import LeanPersona, LeanWords
from agent.model.verdict import Code, Verdict
from agent.rules import transition
from tests.support.doubles.scripted_ranker import ScriptedRanker
from tests.support.makers.makers import verdict, warm
from tests.support.makers.rich import BagOfWords
from tests.support.paths import ROOT

LEAN = LeanPersona.model_validate(yaml.safe_load((ROOT / "tests/data/lean/test_lean.yaml").read_text("utf-8")))
WORDS = LeanWords(people="my nurses", work="the late list", place="in theatre", matter="that move")
WHO = expand(LEAN.model_copy(update={"voice": LEAN.voice.model_copy(update={"words": WORDS})}))
INDEX = IndexLibrary(BagOfWords(), ranker=ScriptedRanker({})).of(WHO)
PLAIN, OPENLY = verdict(Code.OTHER), verdict(Code.OPEN_QUESTION)


def heard(line: str, found: Verdict = PLAIN, **changes: Any) -> TurnContext:
    before = transition.start(WHO)
    after, receipt = transition.move(before, PLAIN, WHO)
    return replace(TurnContext(WHO, before, after, receipt, PLAIN, line), verdict=found, **changes)


def chosen(line: str, intent: Intent, found: Verdict = PLAIN) -> list[IndexedLine]:
    return [pick(heard(line, found), intent, INDEX, Random(seed)) for seed in range(30)]


@pytest.mark.parametrize("act", [Act.EXCUSE, Act.DENY, Act.COMPLAIN, Act.ATTACK, Act.DEFLECT, Act.TEST, Act.COMPLY])
def test_a_shared_line_about_a_word_is_said_to_that_word_only(act: Act) -> None:
    intent = Intent(act=act, band=Band.CLOSED, effect=LineEffect.PUSHED, situation=Situation.IDEA)
    for one in chosen("We shall look at zebras.", intent):
        assert not (one.line.spec.stock and one.hooks), one.line.text


def test_a_word_of_the_reps_is_taken_up() -> None:
    intent = Intent(act=Act.EXCUSE, band=Band.CLOSED, effect=LineEffect.PUSHED, situation=Situation.IDEA)
    said = [one for one in chosen("There is a webinar.", intent) if one.line.spec.stock]
    assert all("webinar" in one.line.words for one in said)


@pytest.mark.parametrize("act", [Act.WITHDRAW, Act.COMPLY, Act.EVADE, Act.DEFLECT])
def test_who_is_tired_of_questions_says_so(act: Act) -> None:
    intent = Intent(act=act, band=Band.CLOSED, effect=LineEffect.TIRED, situation=Situation.QUESTIONS)
    for one in chosen("How many? And when?", intent):
        assert not one.line.spec.stock or "#questions" in one.line.marks


@pytest.mark.parametrize("situation", [Situation.SILENCE, Situation.PHRASE])
def test_silence_and_a_phrase_are_answered_as_such(situation: Situation) -> None:
    for act in (Act.WITHDRAW, Act.DEFLECT, Act.COMPLAIN):
        for one in chosen("...", Intent(act=act, band=Band.CLOSED, situation=situation)):
            assert not one.line.spec.stock or situation.value in one.line.marks or act is Act.COMPLAIN


def test_a_named_topic_is_answered_from_it_although_no_line_fits() -> None:
    intent = Intent(act=Act.ANSWER, band=Band.CLOSED, topic="involved", effect=LineEffect.INVITED)
    assert {one.line.topic for one in chosen("Who else is in this?", intent, OPENLY)} == {"involved"}


def test_a_small_question_gets_its_answer_and_no_word_that_would_do_for_any() -> None:
    intent = Intent(act=Act.ANSWER, band=Band.CLOSED, topic="team", effect=LineEffect.ASKED, brief=True)
    assert {one.line.topic for one in chosen("How many are you?", intent)} == {"team"}


def test_a_word_they_have_just_used_is_not_in_the_next_line_if_another_will_do() -> None:
    intent = Intent(act=Act.EXCUSE, band=Band.CLOSED, effect=LineEffect.PUSHED)
    told = [pick(heard("Do.", spoken=("My nurses, to begin with.",)), intent, INDEX, Random(n)) for n in range(30)]
    assert not any("nurses" in one.line.text for one in told)


def test_nobody_with_few_facts_tells_one_to_a_line_that_asks_nothing_and_comes_near_none() -> None:
    before = State(resistance=5.0, trust=4.0, unlocked=tuple(WHO.facts))
    after, receipt = transition.move(before, warm(), WHO)
    beside = TurnContext(WHO, before, after, receipt, warm(), "So it fell on you.")
    assert not any(choose_intent(beside, Random(seed)).act is Act.DISCLOSE for seed in range(100))
    near = replace(beside, understanding=Understanding(near=("twice",)))
    assert any(choose_intent(near, Random(seed)).fact == "twice" for seed in range(100))


def test_how_are_you_is_answered_and_a_mere_hello_is_greeted() -> None:
    asked = Understanding(
        topic="today", direct=True, question=True, situations=frozenset({Situation.GREETING})
    )  # fmt: skip
    acts = {choose_intent(heard("How are you?", understanding=asked), Random(seed)).act for seed in range(20)}
    assert Act.ANSWER in acts
    hello = Understanding(situations=frozenset({Situation.GREETING}))
    acts = {choose_intent(heard("Hello.", understanding=hello), Random(seed)).act for seed in range(20)}
    assert acts == {Act.ACKNOWLEDGE}
