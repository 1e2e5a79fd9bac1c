"""The policy: each thing a rep does has its answer, and chance only varies it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content.tables.response_weights import response_weights
from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Situation, Stage
from agent.model.intent import Intent
from agent.model.session import Outcome, Reply, State
from agent.model.verdict import Code, Verdict
from agent.rules import transition
from tests.support.makers.makers import verdict, verdicts, warm
from tests.support.makers.rich import (
    ASK,
    BLAME,
    FAKE,
    FREE,
    GIVE,
    HEARD,
    INFORM,
    LIMIT,
    ODD,
    PLAIN,
    PUSH,
    UNSURE,
    rich_persona,
)

WHO = rich_persona()
CLOSED, GUARDED, OPEN = 8.0, 5.0, 2.0


def state(resistance_level: float = CLOSED, **changes: object) -> State:
    return State(resistance=resistance_level, trust=4.5).model_copy(update=changes)


def turn(before: State, found: Verdict, understanding: Understanding | None = None, told: bool = False) -> TurnContext:
    """Return the context of a line with this verdict; `told`: their reply just before disclosed a fact."""
    after, receipt = transition.move(before, found, WHO)
    earlier = (Reply(text="It was.", act=Act.DISCLOSE, band=Band.CLOSED, disclosed="alder"),) if told else ()
    return TurnContext(
        WHO, before, after, receipt, found, "So?", earlier=earlier, understanding=understanding or Understanding()
    )


def intents(context: TurnContext, many: int = 300) -> list[Intent]:
    return [choose_intent(context, Random(seed)) for seed in range(many)]


def acts(context: TurnContext) -> Counter[Act]:
    return Counter(intent.act for intent in intents(context))


def share(context: TurnContext, *wanted: Act) -> float:
    found = acts(context)
    return sum(found[act] for act in wanted) / found.total()


def test_every_row_of_the_table_can_be_drawn() -> None:
    for effect, bands in response_weights().weights.items():
        assert set(bands) == set(Band), effect
        for weights in bands.values():
            assert all(weight > 0 for weight in weights.values())


def test_no_act_is_out_of_reach() -> None:
    told = {Act.DISCLOSE, Act.VOICE_PLAN, Act.COMMIT, Act.WARN, Act.WALK_AWAY, Act.PUZZLED, Act.RAISE}
    drawn = {act for bands in response_weights().weights.values() for weights in bands.values() for act in weights}
    assert drawn | told == set(Act)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (BLAME, {Act.ATTACK, Act.DENY, Act.WITHDRAW, Act.COMPLAIN, Act.EXCUSE, Act.DEFLECT, Act.WAVER}),
        (PUSH, {Act.EXCUSE, Act.DENY, Act.MINIMISE, Act.COMPLY, Act.DEFLECT, Act.WITHDRAW, Act.COMPLAIN, Act.ATTACK,
                Act.TEST, Act.WAVER}),
        (ODD, {Act.PUZZLED}),
    ],
)  # fmt: skip
def test_mistakes_get_the_answers_of_a_closed_customer(found: Verdict, expected: set[Act]) -> None:
    assert set(acts(turn(state(), found))) == expected


def test_advice_brings_out_reasons_against() -> None:
    against = share(turn(state(GUARDED, trust=1), PUSH), Act.EXCUSE, Act.DENY, Act.MINIMISE)
    assert against > 2 * share(turn(state(GUARDED), HEARD), Act.EXCUSE, Act.DENY, Act.MINIMISE)
    assert against > 0.2


def test_giving_in_brings_the_next_demand() -> None:
    assert share(turn(state(), GIVE), Act.ASK_FOR_MORE) > 0.5


def test_a_spoiled_customer_asks_for_more_until_a_limit_is_set() -> None:
    spoiled = state(GUARDED, scope_pressure=7.5)
    assert share(turn(spoiled, INFORM), Act.ASK_FOR_MORE) > 0.15
    assert share(turn(spoiled, LIMIT), Act.ACKNOWLEDGE, Act.TEST) > 0.8


def test_a_counterfeit_is_not_rewarded() -> None:
    assert share(turn(state(), FAKE), Act.OPEN_UP, Act.WAVER, Act.DISCLOSE) == 0


def test_a_closed_customer_never_opens_up() -> None:
    for found in (HEARD, FREE, INFORM, PLAIN, ASK, warm()):
        assert share(turn(state(9.0), found), Act.OPEN_UP, Act.VOICE_PLAN, Act.COMMIT) == 0


def test_a_question_about_a_topic_is_answered_and_an_open_customer_answers_more() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)
    closed, opened = (turn(state(level), ASK, understanding) for level in (CLOSED, OPEN))
    assert share(opened, Act.ANSWER, Act.OPEN_UP) > 0.9
    assert 0.5 < share(closed, Act.ANSWER) < 0.9
    assert {intent.topic for intent in intents(opened) if intent.act is Act.ANSWER} == {"price"}


def test_a_topic_that_is_used_up_is_evaded_as_such() -> None:
    understanding = Understanding(topic="price", direct=True, question=True, again=True)
    assert {(intent.act, intent.situation) for intent in intents(turn(state(), ASK, understanding))} == {
        (Act.EVADE, Situation.AGAIN)
    }


def test_a_question_about_nothing_known_is_evaded() -> None:
    assert share(turn(state(), ASK, Understanding(question=True)), Act.EVADE) > 0.6


def test_asking_about_what_is_unlocked_brings_it_out_and_only_that() -> None:
    understanding = Understanding(topic="tried", direct=True, question=True)
    before = state(GUARDED, trust=4.5)
    told = [intent.fact for intent in intents(turn(before, ASK, understanding)) if intent.act is Act.DISCLOSE]
    assert set(told) == {"birch"}
    assert len(told) > 200


def test_shallow_facts_come_first_and_never_two_in_a_row_unasked() -> None:
    before = state(GUARDED)
    facts = {intent.fact for intent in intents(turn(before, HEARD)) if intent.act is Act.DISCLOSE}
    assert facts == {"alder"}
    assert share(turn(before, HEARD, told=True), Act.DISCLOSE) == 0


def test_a_plan_is_voiced_when_due_and_then_kept() -> None:
    ready = state(OPEN, trust=8.0, stage=Stage.PLAN, readiness=5.0)
    due = turn(ready, warm(shapes_plan=True), told=True)
    assert share(due, Act.VOICE_PLAN) > 0.8
    assert share(turn(ready, warm(shapes_plan=True)), Act.VOICE_PLAN, Act.DISCLOSE) > 0.8
    assert {intent.plan for intent in intents(due) if intent.plan} == set(WHO.plans)
    more = turn(ready.model_copy(update={"plan": "pause"}), verdict(Code.OPEN_QUESTION, asks_for_theirs=True))
    assert {intent.plan for intent in intents(more) if intent.act is Act.VOICE_PLAN} == {"pause"}


def test_a_commitment_is_to_the_plan_that_was_voiced() -> None:
    ready = state(OPEN, trust=8.0, stage=Stage.PLAN, readiness=5.0, plan="pause")
    assert {(intent.act, intent.plan) for intent in intents(turn(ready, warm(shapes_plan=True)))} == {
        (Act.COMMIT, "pause")
    }


def test_they_may_walk_away() -> None:
    gone = state(10.0, strain=3, warned=True, turn=8)
    assert set(acts(turn(gone, BLAME))) == {Act.WALK_AWAY}


def test_before_they_walk_away_they_say_so() -> None:
    about_to = state(10.0, strain=2, turn=8)
    assert set(acts(turn(about_to, BLAME))) == {Act.WARN}


def test_what_was_perhaps_a_reproach_is_asked_about() -> None:
    assert set(acts(turn(state(), UNSURE))) == {Act.ASK_MEANING}


def test_a_line_said_twice_is_noticed() -> None:
    before = state(GUARDED)
    after, _ = transition.move(before, HEARD, WHO, "So?")
    moved, receipt = transition.move(after, HEARD, WHO, "So?")
    context = TurnContext(WHO, after, moved, receipt, HEARD, "So?", understanding=Understanding(topic="price"))
    assert {(intent.act, intent.situation) for intent in intents(context)} == {(Act.EVADE, Situation.AGAIN)}


def test_leave_is_granted_or_not_unless_the_asking_is_a_question() -> None:
    asks = verdict(Code.SEEK_COLLABORATION, asks_leave=True)
    heard = Understanding(topic="price", direct=True, question=True, situations=frozenset({Situation.LEAVE}))
    asked = turn(state(GUARDED), asks, heard)
    assert share(asked, Act.ACKNOWLEDGE, Act.COMPLY, Act.TEST) == 1
    assert share(replace(asked, line="Can I ask how the price came about?"), Act.ANSWER, Act.OPEN_UP) > 0.5


def test_a_sore_point_brings_out_its_own_lines() -> None:
    sore = BLAME.model_copy(
        update={"codes": tuple(e.model_copy(update={"quote": "your training"}) for e in BLAME.codes)}
    )
    assert Counter(intent.trigger for intent in intents(turn(state(), sore)))["sore"] > 200


@given(
    found=verdicts(), level=st.floats(0, 10), trust=st.floats(0, 10), stage=st.sampled_from(Stage),
    seed=st.integers(0, 999), topic=st.sampled_from([None, *WHO.topics]), direct=st.booleans(),
    again=st.booleans(), told=st.booleans(),
    marks=st.frozensets(st.sampled_from(Situation), max_size=3),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_whatever_happens_there_is_a_lawful_intent(
    found: Verdict,
    level: float,
    trust: float,
    stage: Stage,
    seed: int,
    topic: str | None,
    direct: bool,
    again: bool,
    told: bool,
    marks: frozenset[Situation],
) -> None:
    understanding = Understanding(
        topic=topic, direct=direct and topic is not None, question=direct, again=again, situations=marks
    )
    context = turn(State(resistance=level, trust=trust, stage=stage), found, understanding, told=told)
    intent = choose_intent(context, Random(seed))
    assert intent == choose_intent(context, Random(seed))
    assert intent.fact is None or intent.fact in context.state.unlocked
    assert (intent.act is Act.COMMIT) == (context.state.outcome is Outcome.COMMITTED)
    assert (intent.act is Act.WALK_AWAY) == (context.state.outcome is Outcome.WALKED_AWAY)
    assert intent.plan is None or intent.act in (Act.VOICE_PLAN, Act.COMMIT)
    if found.ungraded is None and context.receipt.rules() & {"confronted", "pushed", "early_lead"}:
        assert intent.act not in (Act.DISCLOSE, Act.OPEN_UP, Act.VOICE_PLAN, Act.COMMIT)


def test_a_follow_up_with_nothing_to_follow_is_no_riddle() -> None:
    unclear = Understanding(question=True, follow_up=True)
    assert share(turn(state(OPEN), ASK, unclear), Act.OPEN_UP, Act.WAVER, Act.ACKNOWLEDGE) > 0.7
    assert share(turn(state(OPEN), ASK, unclear), Act.EVADE) < 0.25
