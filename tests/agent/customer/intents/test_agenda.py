"""The agenda: named when asked for, brought up where there is room, pressed once, and never in place of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.content.tables.response_weights import response_weights
from agent.customer.intents.agenda import LOST_AFTER, NO_ROOM
from agent.customer.policy import choose_intent
from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Band, Intent, band_of
from agent.model.session import Reply, State
from agent.model.verdict import Verdict
from agent.rules import transition
from tests.support.makers.makers import verdicts, warm
from tests.support.makers.rich import ASK, BLAME, HEARD, INFORM, PLAIN, PUSH, agenda_item, play, rich_persona

WHO = rich_persona(agenda={"log": agenda_item("logbook", "tried"), "visit": agenda_item("inspector")})
ASKED = Understanding(came_with=True, question=True)


def turn(
    found: Verdict = PLAIN, heard: Understanding | None = None, earlier: Sequence[Reply] = (), level: float = 5.0,
    raised: tuple[str, ...] = (),
) -> TurnContext:  # fmt: skip
    before = State(resistance=level, trust=2.0, raised=raised)
    after, receipt = transition.move(before, found, WHO)
    return TurnContext(
        WHO, before, after, receipt, found, "So.", earlier=tuple(earlier), understanding=heard or Understanding()
    )


def intents(context: TurnContext, many: int = 200) -> list[Intent]:
    return [choose_intent(context, Random(seed)) for seed in range(many)]


def raised(context: TurnContext) -> list[str | None]:
    return [intent.item for intent in intents(context) if intent.act is Act.RAISE]


def said(name: str | None = None, act: Act = Act.RAISE) -> Reply:
    return Reply(text="Well.", act=act, band=Band.GUARDED, item=name)


NOD = said(act=Act.ACKNOWLEDGE)


def test_asked_what_they_came_with_they_name_it_in_order() -> None:
    assert raised(turn(ASK, ASKED)) == ["log"] * 200
    assert raised(turn(ASK, ASKED, raised=("log",))) == ["visit"] * 200
    assert raised(turn(ASK, ASKED, raised=("log", "visit"))) == []


def test_unasked_it_comes_up_where_the_line_leaves_room_as_often_as_the_table_says() -> None:
    for found in (PLAIN, INFORM):
        for level in (8.0, 5.0, 2.0):
            share = len(raised(turn(found, level=level))) / 200
            assert abs(share - response_weights().chances.raising[band_of(level)]) < 0.12


def test_it_never_comes_up_instead_of_an_answer_or_after_harm_or_where_they_were_met() -> None:
    question = Understanding(question=True, topic="price", direct=True)
    for context in (turn(ASK, question), turn(BLAME), turn(PUSH), turn(warm())):
        assert raised(context) == []


def test_nobody_raises_two_things_running() -> None:
    assert raised(turn(earlier=[said("log")], raised=("log",))) == []


def test_what_nobody_took_up_is_pressed_once() -> None:
    lost = [said("log"), *[NOD] * (LOST_AFTER - 1)]
    assert raised(turn(earlier=lost, raised=("log", "visit"))) == []
    lost.append(NOD)
    assert set(raised(turn(earlier=lost, raised=("log", "visit")))) == {"log"}
    assert raised(turn(earlier=[*lost, said("log"), NOD, NOD], raised=("log", "visit", "log"))) == []


def test_what_was_taken_up_is_not_pressed() -> None:
    answered = [said("log"), said("log", Act.ANSWER), NOD, NOD, NOD]
    assert raised(turn(earlier=answered, raised=("log", "visit"))) == []
    lost = [said("log"), NOD, NOD, NOD]
    now = Understanding(item="log")
    assert raised(turn(HEARD, now, lost, raised=("log", "visit"))) == []
    assert {intent.item for intent in intents(turn(HEARD, now, lost, raised=("log", "visit")))} == {"log"}


def test_a_session_remembers_what_was_raised_and_raises_each_once_or_twice() -> None:
    replies, states = play(WHO, [("The contract runs to March.", INFORM), ("Okay, right.", PLAIN)], 30)
    names = [reply.item for reply in replies if reply.act is Act.RAISE]
    assert set(names) == {"log", "visit"}
    assert states[-1].raised == tuple(names)
    assert max(names.count(name) for name in names) <= 2
    assert len({reply.text for reply in replies}) == len(replies)


def test_without_an_agenda_nothing_is_raised() -> None:
    replies, states = play(rich_persona(), [("The contract runs to March.", INFORM)], 12)
    assert all(reply.act is not Act.RAISE and reply.item is None for reply in replies)
    assert states[-1].raised == ()


@given(found=verdicts(), level=st.floats(0, 10), seed=st.integers(0, 999), question=st.booleans())
@settings(max_examples=100, deadline=None)
def test_whatever_was_said_harm_is_answered_before_the_agenda(
    found: Verdict, level: float, seed: int, question: bool
) -> None:
    context = turn(found, Understanding(question=question), level=level)
    intent = choose_intent(context, Random(seed))
    if intent.act is Act.RAISE:
        assert not question
        assert not context.receipt.rules() & NO_ROOM
