"""Telling: what was told can be told on when the rep comes back to it, and does not answer what was not asked."""

from __future__ import annotations

from random import Random

from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band
from agent.model.session import Reply, State
from agent.model.verdict import Code
from agent.rules import transition
from tests.support.makers.makers import verdict, warm
from tests.support.makers.rich import rich_persona

WHO = rich_persona()
TOLD = Reply(text="It was.", act=Act.DISCLOSE, band=Band.GUARDED, topic="happened", disclosed="alder")
OPENLY = verdict(Code.OPEN_QUESTION)


def told_of(heard: Understanding, *earlier: Reply, level: float = 5.0, **changes: object) -> set[str | None]:
    before = State(resistance=level, trust=4.0, disclosed=("alder",), unlocked=tuple(WHO.facts)).model_copy(
        update=changes
    )
    after, receipt = transition.move(before, OPENLY, WHO)
    context = TurnContext(WHO, before, after, receipt, OPENLY, "So?", earlier=earlier, understanding=heard)
    found = [choose_intent(context, Random(seed)) for seed in range(100)]
    return {intent.fact for intent in found if intent.act is Act.DISCLOSE}


def test_who_comes_back_to_what_was_told_hears_more_of_it_once() -> None:
    heard = Understanding(topic="happened", direct=True, question=True, fact="alder", taken_up="It was.")
    assert "alder" in told_of(heard, TOLD)
    assert "alder" not in told_of(heard, TOLD, TOLD)


def test_a_question_about_something_else_is_not_answered_with_a_secret() -> None:
    heard = Understanding(topic="price", direct=True, question=True)
    assert told_of(heard) == set()
    assert told_of(heard.model_copy(update={"topic": "tried"})) == {"birch"}


def test_what_a_question_is_only_vaguely_about_does_not_bring_a_secret_out() -> None:
    assert told_of(Understanding(topic="tried", direct=True, vague=True, question=True)) == set()


def test_understanding_still_brings_one_out_unasked() -> None:
    before = State(resistance=5.0, trust=4.0, unlocked=tuple(WHO.facts))
    after, receipt = transition.move(before, warm(), WHO)
    context = TurnContext(WHO, before, after, receipt, warm(), "So it fell on you.")
    found = [choose_intent(context, Random(seed)) for seed in range(100)]
    assert any(intent.act is Act.DISCLOSE for intent in found)
