"""Drawing: how the moment bends the table: readiness, a breach, what was reflected, an open question, own words."""

from __future__ import annotations

from agent.customer.turn_context import TurnContext, Understanding
from agent.model.acts import Act, Stage
from agent.model.verdict import Code
from tests.agent.customer.test_policy import CLOSED, GUARDED, OPEN, WHO, intents, share, state, turn
from tests.support.makers.makers import checked, verdict
from tests.support.makers.rich import ASK, BLAME, HEARD


def test_an_open_question_gets_a_sentence_from_all_but_those_who_are_quite_shut() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)
    openly = verdict(Code.OPEN_QUESTION)
    for level in (CLOSED, GUARDED, OPEN):
        found = intents(turn(state(level), openly, understanding))
        assert sum(intent.act in (Act.ANSWER, Act.OPEN_UP) and intent.whole for intent in found) > 0.9 * len(found)
        assert not any(intent.brief for intent in found)
    shut = intents(turn(state(9.4), openly, understanding))
    assert not any(intent.whole for intent in shut)


def test_who_is_tired_of_questions_mostly_answers_an_open_one_all_the_same() -> None:
    understanding = Understanding(topic="price", direct=True, question=True)
    tired = state(GUARDED, questioning=9)
    assert 0.5 < share(turn(tired, verdict(Code.OPEN_QUESTION), understanding), Act.ANSWER, Act.OPEN_UP) < 0.85
    assert share(turn(tired, ASK, understanding), Act.ANSWER) == 0


def test_nobody_denies_what_they_have_said_themselves() -> None:
    said, news = (turn(state(), BLAME, Understanding(known=known)) for known in (True, False))
    assert share(news, Act.DENY) > 0.1
    assert share(said, Act.DENY) == 0


def test_change_talk_grows_with_readiness() -> None:
    shares = [
        share(turn(state(level, stage=stage, readiness=ready, disclosed=tuple(WHO.facts)), HEARD), Act.OPEN_UP)
        for level, stage, ready in ((CLOSED, Stage.ENGAGE, 0), (GUARDED, Stage.EVOKE, 1), (OPEN, Stage.PLAN, 6))
    ]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[2] > 0.25


def test_reflecting_the_wish_to_change_draws_it_out_and_dwelling_does_the_reverse() -> None:
    def heard(**checks: bool) -> TurnContext:
        found = checked({"says_back": True, **checks}, Code.SIMPLE_REFLECTION, empathy=0.9)
        return turn(state(GUARDED, stage=Stage.EVOKE, readiness=2, disclosed=tuple(WHO.facts)), found)

    toward, away = heard(points_to_change=True), heard(no_dwelling=False)
    assert share(toward, Act.OPEN_UP, Act.WAVER) > share(away, Act.OPEN_UP, Act.WAVER) + 0.05
    assert share(away, Act.EXCUSE, Act.COMPLAIN) > share(toward, Act.EXCUSE, Act.COMPLAIN) + 0.05


def test_an_unmended_breach_keeps_them_from_opening() -> None:
    whole, broken = (
        turn(state(OPEN, trust=2.0, ruptured=torn, disclosed=tuple(WHO.facts)), HEARD) for torn in (False, True)
    )
    assert share(broken, Act.OPEN_UP) < share(whole, Act.OPEN_UP) - 0.05
