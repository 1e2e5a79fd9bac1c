"""Line selection: the line that fits, that may be said now, and that tells no secret."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from agent.content.authored_lines import every_line, lines_lent
from agent.content.secrets import canary_in, leaked_fact
from agent.customer.embedded_customer import EmbeddedCustomer
from agent.customer.line_selection import FALLBACKS, pick
from agent.model.acts import Act, Band, Situation
from agent.model.intent import Intent
from agent.model.persona import AgendaItem, LineSpec
from agent.model.verdict import Talk
from tests.support.makers.makers import persona as small_persona
from tests.support.makers.rich import ASK, INDEXES, PLAIN, STYLES, play
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
