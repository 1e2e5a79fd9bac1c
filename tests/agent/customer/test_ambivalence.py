"""Brevity and ambivalence: word-or-two answers, what slips out of a closed customer, and second thoughts."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from agent.content.authored_lines import BRIEF_WORDS, Authored, every_line
from agent.content.library import Library
from agent.content.secrets import leaked_fact
from agent.content.tables.response_weights import response_weights
from agent.customer.ambivalence import AT_THE_BRINK, REGRET, SLIP
from agent.customer.brevity import BY_FORM, TO_OPEN_QUESTION, WHOLE
from agent.customer.line_selection import pick
from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Intent, Situation, Stage
from agent.model.persona import Persona
from agent.model.session import Receipt, Reply, State
from agent.model.verdict import Code, Talk, Verdict
from agent.rules import transition
from agent.text.matching import word_count
from tests.support.makers.makers import verdict, warm
from tests.support.makers.rich import ASK, BLAME, FAKE, GIVE, HEARD, INDEXES, PLAIN, PUSH, rich_persona
from tests.support.paths import ROOT

WHO = rich_persona()
CLOSED, GUARDED, OPEN = 8.0, 5.0, 2.0
DRAWN = verdict(Code.OPEN_QUESTION, asks_for_theirs=True)


def now(level: float, found: Verdict, understanding: Understanding | None = None,
        last: Reply | None = None, **changes: object) -> TurnContext:  # fmt: skip
    before = State(resistance=level, trust=4.5).model_copy(update=changes)
    after, receipt = transition.move(before, found, WHO)
    earlier = (last,) if last else ()
    return TurnContext(
        WHO, before, after, receipt, found, "So?", earlier=earlier, understanding=understanding or Understanding()
    )


TOLD = Reply(text="It was us, then.", act=Act.DISCLOSE, band=Band.GUARDED, disclosed="alder")
BRIEF = Reply(text="Hm.", act=Act.TEST, band=Band.OPEN, brief=True)


def said(persona: Persona, state: State, intent: Intent, seed: int, line: str = "So?", spoken: tuple[str, ...] = ()
         ) -> Authored:  # fmt: skip
    """Return the authored line that is chosen for an intent."""
    receipt = Receipt(stage_before=state.stage, stage_after=state.stage)
    context = TurnContext(persona, state, state, receipt, PLAIN, line, spoken=spoken)
    return pick(context, intent, INDEXES.of(persona), Random(seed)).line


def share(context: TurnContext, test: Callable[[Intent], bool], many: int = 600) -> float:
    return sum(test(choose_intent(context, Random(seed))) for seed in range(many)) / many


def brief(context: TurnContext) -> float:
    return share(context, lambda intent: intent.brief)


def slips(context: TurnContext) -> float:
    return share(context, lambda intent: intent.act is Act.WAVER and intent.talk is Talk.CHANGE)


@pytest.mark.parametrize("level", [CLOSED, GUARDED, OPEN])
def test_in_every_band_some_answers_are_a_word_or_two_and_most_are_not(level: float) -> None:
    topic = Understanding(topic="price", direct=True, question=True)
    for context in (now(level, HEARD, disclosed=tuple(WHO.facts)), now(level, ASK, topic), now(level, PUSH)):
        assert 0.1 < brief(context) < 0.55


def test_a_closed_question_or_silence_is_answered_briefly_and_an_open_one_is_not() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)
    assert abs(brief(now(GUARDED, ASK, understanding)) - BY_FORM) < 0.1
    assert brief(now(GUARDED, DRAWN, understanding)) == 0
    assert brief(now(CLOSED, PLAIN, Understanding(situations=frozenset({Situation.SILENCE})))) > 0.1


@pytest.mark.parametrize("level", [CLOSED, GUARDED, OPEN])
@pytest.mark.parametrize("before", [None, TOLD, BRIEF])
def test_an_open_question_gets_more_than_a_word(level: float, before: Reply | None) -> None:
    for understanding in (Understanding(question=True), Understanding(topic="price", direct=True, question=True)):
        assert brief(now(level, DRAWN, understanding, last=before)) == 0


def test_only_who_is_quite_shut_now_and_then_has_a_word_for_an_open_question_and_no_nod() -> None:
    asked = now(response_weights().shut_from, DRAWN, Understanding(topic="price", direct=True, question=True))
    short = [intent for seed in range(400) if (intent := choose_intent(asked, Random(seed))).brief]
    assert 0 < len(short) / 400 <= TO_OPEN_QUESTION + 0.05
    assert {intent.act for intent in short}.isdisjoint({Act.ACKNOWLEDGE, Act.OPEN_UP, Act.WAVER, Act.COMPLY})


def test_one_word_does_not_follow_another_as_easily() -> None:
    assert brief(now(OPEN, HEARD, last=BRIEF)) < brief(now(OPEN, HEARD)) - 0.05


def test_having_told_something_leaves_them_short_of_words() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)
    assert brief(now(GUARDED, ASK, understanding, last=TOLD)) > brief(now(GUARDED, ASK, understanding)) + 0.03


def test_what_must_be_said_is_said_whole() -> None:
    ready: dict[str, Any] = {"trust": 8.0, "stage": Stage.PLAN, "readiness": 5.0, "plan": "pause"}
    for context in (
        now(OPEN, warm(shapes_plan=True), **ready),
        now(10.0, BLAME, strain=3, warned=True, turn=8),
        now(CLOSED, GIVE),
    ):
        assert share(context, lambda intent: intent.brief and intent.act in WHOLE) == 0
        assert share(context, lambda intent: intent.act in WHOLE) > 0.5


def test_nobody_nods_at_blame() -> None:
    assert share(now(CLOSED, BLAME), lambda intent: intent.brief and intent.act is Act.ACKNOWLEDGE) == 0


@pytest.mark.parametrize("band", list(Band))
@pytest.mark.parametrize("act", [Act.ANSWER, Act.ACKNOWLEDGE, Act.EXCUSE, Act.DENY, Act.WITHDRAW, Act.OPEN_UP])
def test_a_brief_intent_gets_a_brief_line_of_this_customer(act: Act, band: Band) -> None:
    level = {Band.CLOSED: CLOSED, Band.GUARDED: GUARDED, Band.OPEN: OPEN}[band]
    intent = Intent(act=act, band=band, brief=True, topic="price" if act is Act.ANSWER else None)
    spoken: list[str] = []
    for seed in range(5):
        line = said(WHO, State(resistance=level, trust=4.5), intent, seed, spoken=tuple(spoken))
        spoken.append(line.text)
        assert word_count(line.text) <= BRIEF_WORDS
        assert line.band is band
    assert len(set(spoken)) == 5


def test_when_the_brief_lines_are_used_up_a_longer_one_of_the_act_stands_in() -> None:
    used = tuple(line.text for line in every_line(WHO) if word_count(line.text) <= BRIEF_WORDS)
    intent = Intent(act=Act.ACKNOWLEDGE, band=Band.OPEN, brief=True)
    line = said(WHO, State(resistance=OPEN, trust=4.5), intent, 1, spoken=used)
    assert (line.act, line.band) == (Act.ACKNOWLEDGE, Band.OPEN)


def test_something_slips_out_of_a_closed_customer_now_and_then_and_more_at_the_brink() -> None:
    calm, brink = slips(now(CLOSED, PUSH)), slips(now(9.9, PUSH, strain=1))
    assert SLIP / 2 < calm < SLIP * 1.5
    assert AT_THE_BRINK / 2 < brink < AT_THE_BRINK * 1.5
    assert slips(now(CLOSED, BLAME)) > 0


def test_a_slip_never_looks_like_a_reward() -> None:
    for found in (FAKE, GIVE):
        assert slips(now(9.9, found, strain=1)) == 0
    context = now(9.9, PUSH, strain=1)
    for seed in range(300):
        intent = choose_intent(context, Random(seed))
        assert (intent.fact, intent.plan) == (None, None)
    assert context.state.resistance >= context.before.resistance


def test_some_who_leave_say_what_they_would_have_wanted() -> None:
    context = now(10.0, BLAME, strain=3, warned=True, turn=8)
    regret = share(context, lambda intent: intent.talk is Talk.CHANGE)
    assert REGRET - 0.08 < regret < REGRET + 0.08
    assert share(context, lambda intent: intent.act is Act.WALK_AWAY) == 1


def test_second_thoughts_come_once_a_change_is_in_sight_and_not_after_a_plain_question() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)

    def doubts(found: Verdict, stage: Stage) -> float:
        context = now(OPEN, found, understanding, stage=stage)
        return share(context, lambda intent: intent.act in (Act.EXCUSE, Act.WAVER, Act.EVADE))

    assert doubts(HEARD, Stage.EVOKE) > doubts(ASK, Stage.EVOKE) + 0.2
    assert doubts(ASK, Stage.EVOKE) + 0.05 < doubts(DRAWN, Stage.EVOKE) < 0.35
    assert now(OPEN, DRAWN, stage=Stage.EVOKE).state.resistance <= OPEN


@pytest.mark.parametrize(("act", "talk"), [(Act.WAVER, Talk.CHANGE), (Act.WALK_AWAY, Talk.CHANGE)])
def test_what_slips_out_of_the_personas_that_ship_is_guarded_and_gives_nothing_away(act: Act, talk: Talk) -> None:
    for persona in Library(ROOT / "personas", ROOT / "rubrics").personas().values():
        intent = Intent(act=act, band=Band.CLOSED, talk=talk)
        line = said(persona, transition.start(persona), intent, 3, line="You should do it.")
        assert (line.act, line.talk, line.band) == (act, talk, Band.CLOSED), persona.id
        assert leaked_fact(line.text, persona, ()) is None


def test_the_policy_is_as_brief_again_with_the_same_seed() -> None:
    context = now(GUARDED, HEARD)
    assert [choose_intent(context, Random(seed)) for seed in range(50)] == [
        choose_intent(context, Random(seed)) for seed in range(50)
    ]
