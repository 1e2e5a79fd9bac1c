"""Line selection: the line that fits, that may be said now, and that tells no secret."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from agent.content.authored_lines import every_line, lines_lent
from agent.content.secrets import canary_in, leaked_fact
from agent.content.tables.response_weights import response_weights
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.customer.index.index_library import IndexLibrary
from agent.customer.line_selection import FALLBACKS, pick
from agent.model.acts import Act, Band, Intent, LineEffect, Situation
from agent.model.persona import AgendaItem, LineSpec
from agent.model.session import Reply
from agent.model.verdict import Code, Talk
from tests.support.doubles.scripted_ranker import ScriptedRanker
from tests.support.makers.makers import persona as small_persona
from tests.support.makers.makers import verdict
from tests.support.makers.rich import ASK, INDEXES, PLAIN, STYLES, BagOfWords, play
from tests.support.makers.rich_turns import WHO, context


@pytest.fixture
def customer() -> EmbeddedCustomer:
    return EmbeddedCustomer(INDEXES)


def test_a_line_that_leaks_is_passed_over() -> None:
    leaky = {Act.PUZZLED: {Band.CLOSED: (LineSpec(say="What, like elderwood?"), LineSpec(say="Sorry, what?"))}}
    who = WHO.model_copy(update={"lines": leaky})
    asked = replace(context("qwerty elderwood what"), persona=who)
    for seed in range(20):
        chosen = pick(asked, Intent(act=Act.PUZZLED, band=Band.CLOSED), INDEXES.of(who), Random(seed))
        assert chosen.line.text == "Sorry, what?"


def test_an_intent_to_tell_a_locked_fact_tells_nothing(customer: EmbeddedCustomer) -> None:
    said = context("What matters?", ASK)
    reply = customer.say(said, Intent(act=Act.DISCLOSE, band=Band.CLOSED, fact="elder"))
    assert reply.disclosed is None
    assert leaked_fact(reply.text, WHO, ()) is None


def test_a_line_waits_for_the_fact_it_presupposes(customer: EmbeddedCustomer) -> None:
    lines = {
        Act.DENY: {Band.CLOSED: (LineSpec(say="As I told you.", after=("alder",)), LineSpec(say="No such thing."))}
    }
    who = WHO.model_copy(update={"lines": lines})
    intent = Intent(act=Act.DENY, band=Band.CLOSED)
    before = replace(context("Hm."), persona=who)
    assert customer.say(before, intent).text == "No such thing."
    told = before.state.model_copy(update={"disclosed": ("alder",)})
    after = replace(before, state=told, spoken=("No such thing.",))
    assert customer.say(after, intent).text == "As I told you."


def test_every_act_has_stand_ins() -> None:
    assert set(FALLBACKS) == set(Act)


def test_marked_lines_keep_to_their_situation() -> None:
    marks = {line.text: line.marks for line in (*every_line(WHO), *lines_lent(WHO))}
    for style in ("follower", "informer", "pushy"):
        for reply in play(WHO, STYLES[style], 20, stop=True)[0]:
            assert not marks[reply.text] & {"#greeting", "#thanks", "#bye", "#silence", "#again", "#odd"}
    greeted = play(WHO, [("Hello there", PLAIN)], 1)[0][0]
    assert marks[greeted.text] == {"#greeting"} or not marks[greeted.text]


def test_a_line_hooked_on_a_word_is_preferred_when_the_rep_says_it(customer: EmbeddedCustomer) -> None:
    lines = {
        Act.TEST: {
            Band.CLOSED: (*(f"Something {n}." for n in range(12)), LineSpec(say="A wagon now?", fits=("wagon",)))
        }
    }
    who = small_persona(lines={act: bands for act, bands in lines.items()})
    said = replace(context("You could hitch a wagon to it"), persona=who)
    spoken = [customer.say(replace(said, seed=seed), Intent(act=Act.TEST, band=Band.CLOSED)) for seed in range(10)]
    assert [reply.text for reply in spoken].count("A wagon now?") >= 7


def test_talk_follows_the_act_unless_the_author_says_otherwise(customer: EmbeddedCustomer) -> None:
    lines = {
        Act.WAVER: {Band.CLOSED: (LineSpec(say="It might, though.", talk=Talk.CHANGE),)},
        Act.DENY: {Band.CLOSED: ("No.",)},
    }
    said = replace(context("Hm."), persona=small_persona(lines=lines))
    talk = [customer.say(said, Intent(act=act, band=Band.CLOSED)).talk for act in (Act.WAVER, Act.DENY)]
    assert talk == [Talk.CHANGE, Talk.SUSTAIN]


def test_canaries_are_whole_words_and_case_blind() -> None:
    assert canary_in("We lost ELDERWOOD, all of it.", ("elderwood",))
    assert canary_in("the night-shift vote", ("Night shift vote",))
    assert canary_in("elderwoods", ("elderwood",)) is None


def test_who_was_told_nothing_may_ask_where_it_comes_from_and_nobody_else() -> None:
    lines = {Act.DENY: {Band.CLOSED: (LineSpec(say="Who told you that?"), LineSpec(say="No such thing."))}}
    who = WHO.model_copy(update={"lines": lines})
    said = replace(context("Hm."), persona=who)
    intent, index = Intent(act=Act.DENY, band=Band.CLOSED), INDEXES.of(who)
    assert {pick(said, intent, index, Random(seed)).line.text for seed in range(20)} == {"No such thing."}
    guess = intent.model_copy(update={"unsaid": True})
    assert {pick(said, guess, index, Random(seed)).line.text for seed in range(20)} == {
        "Who told you that?", "No such thing.",
    }  # fmt: skip


def test_an_open_question_is_answered_with_more_than_a_word_or_two() -> None:
    asked, index = context("What about the price?", ASK), INDEXES.of(WHO)
    intent = Intent(act=Act.ANSWER, band=Band.CLOSED, topic="price", whole=True)
    assert not any(pick(asked, intent, index, Random(seed)).brief for seed in range(20))


@pytest.mark.parametrize("mark", ["#greeting", "#thanks"])
def test_small_talk_is_answered_in_kind_while_there_are_words_for_it(mark: str) -> None:
    intent = Intent(act=Act.ACKNOWLEDGE, band=Band.GUARDED, situation=Situation(mark))
    for seed in range(20):
        assert mark in pick(context("Hello."), intent, INDEXES.of(WHO), Random(seed)).line.marks


def test_an_item_of_the_agenda_is_raised_in_its_own_words(customer: EmbeddedCustomer) -> None:
    raises = {band: (f"The logbook, {band.value}.", f"About the logbook, {band.value}.") for band in Band}
    item = AgendaItem(wants="the logbook", topic="tried", raises=raises)
    who = WHO.model_copy(update={"agenda": {"log": item, "visit": item}})
    reply = customer.say(replace(context("Hm."), persona=who), Intent(act=Act.RAISE, band=Band.CLOSED, item="log"))
    assert (reply.act, reply.item, reply.topic) == (Act.RAISE, "log", "tried")
    assert reply.text in raises[Band.CLOSED]


def test_acts_that_an_author_left_out_are_lent_words(customer: EmbeddedCustomer) -> None:
    for act in (Act.WARN, Act.ASK_MEANING):
        assert customer.say(context("Hm."), Intent(act=act, band=Band.CLOSED)).act is act


OPEN_ASK = verdict(Code.OPEN_QUESTION)
UNRELATED = "What makes purple elephants juggle?"
ABOUT_PRICE = Intent(act=Act.ANSWER, band=Band.CLOSED, topic="price", effect=LineEffect.ASKED)


def _chosen(
    told: dict[str, float], intent: Intent, line: str = UNRELATED, seed: int = 1, spoken: tuple[str, ...] = ()
) -> Reply:
    indexes = IndexLibrary(BagOfWords(), ranker=ScriptedRanker(told))
    said = context(line, OPEN_ASK, spoken=spoken, seed=seed)
    return EmbeddedCustomer(indexes).say(said, intent)


def test_the_line_that_answers_is_said_before_those_that_do_not() -> None:
    for seed in range(10):
        assert _chosen({"On price closed answer 2.": 3.0}, ABOUT_PRICE, seed=seed).text == "On price closed answer 2."


def test_where_the_topic_has_no_answer_another_topics_line_is_one() -> None:
    for act in (Act.ANSWER, Act.EXCUSE, Act.COMPLAIN, Act.TEST):
        intent = ABOUT_PRICE.model_copy(update={"act": act})
        reply = _chosen({"On team closed answer 1.": 3.0}, intent)
        assert (reply.text, reply.act, reply.topic) == ("On team closed answer 1.", Act.ANSWER, "team")


def test_a_line_of_the_act_that_was_meant_stands_if_it_answers() -> None:
    own = next(line.text for line in every_line(WHO) if (line.act, line.band) == (Act.EXCUSE, Band.CLOSED))
    intent = ABOUT_PRICE.model_copy(update={"act": Act.EXCUSE})
    assert _chosen({own: 2.0, "On team closed answer 1.": 4.0}, intent).text == own


def test_after_blame_the_answer_is_to_the_blame() -> None:
    intent = Intent(act=Act.EXCUSE, band=Band.CLOSED, effect=LineEffect.CONFRONTED)
    assert _chosen({"On team closed answer 1.": 4.0}, intent).act is Act.EXCUSE


def test_where_no_line_answers_they_get_round_the_question_the_same_way_each_time() -> None:
    ways = response_weights().weights[LineEffect.STUMPED][Band.CLOSED]
    replies = [_chosen({}, ABOUT_PRICE, seed=seed) for seed in range(20)]
    assert {reply.act for reply in replies} <= set(ways)
    assert len({reply.act for reply in replies}) > 1
    assert [_chosen({}, ABOUT_PRICE, seed=seed).text for seed in range(20)] == [reply.text for reply in replies]


def test_an_open_question_gets_more_than_the_word_that_answers_it_best() -> None:
    told = {"price closed.": 6.0, "On price closed answer 0.": 2.0}
    assert _chosen(told, ABOUT_PRICE).text == "On price closed answer 0."
    brief = ABOUT_PRICE.model_copy(update={"brief": True})
    assert _chosen(told, brief).text == "price closed."


def test_what_answers_best_is_not_said_twice() -> None:
    told = {"On price closed answer 0.": 6.0, "On price closed answer 1.": 2.0}
    assert _chosen(told, ABOUT_PRICE, spoken=("On price closed answer 0.",)).text == "On price closed answer 1."
