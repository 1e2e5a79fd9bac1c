"""Memory: what the customer said is found again, whoever spoke it, and is told from a guess at what they kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.content.tables.taking_up import taking_up
from agent.customer.memory import Recall, recall, statements
from agent.customer.topics import understand
from agent.customer.turn_context import TurnContext
from agent.model.acts import Act, Band
from agent.model.session import Reply
from agent.model.verdict import Verdict
from tests.support.makers.rich import ASK, HEARD, INDEXES
from tests.support.makers.rich_turns import WHO, context

COPIED = Reply(text="We copy every pallet number by hand.", act=Act.ANSWER, band=Band.CLOSED, topic="team")
TOLD = Reply(
    text="It was alderwood, told way 1, that I never said.",
    act=Act.DISCLOSE, band=Band.CLOSED, topic="happened", disclosed="alder",
)  # fmt: skip
HM = Reply(text="Hm.", act=Act.ACKNOWLEDGE, band=Band.CLOSED)


def having_said(line: str, *earlier: Reply, found: Verdict = HEARD) -> TurnContext:
    spoken = (WHO.openings[0], *(reply.text for reply in earlier))
    return replace(context(line, found, earlier=earlier), spoken=spoken)


def recalled(line: str, *earlier: Reply) -> Recall:
    said, index = having_said(line, *earlier), INDEXES.of(WHO)
    return recall(said, index.embedder.embed([line]), index)


def test_statements_are_what_was_said_with_what_it_was_about() -> None:
    found = statements(having_said("So.", COPIED, HM, TOLD), INDEXES.of(WHO))
    assert [(one.text, one.topic, one.fact) for one in found] == [
        (WHO.openings[0], None, None), (COPIED.text, "team", None), (TOLD.text, "happened", "alder"),
    ]  # fmt: skip


def test_an_authored_line_that_the_log_no_longer_hands_on_is_still_known_by_its_words() -> None:
    line = "On price closed answer 1."
    said = replace(having_said("So."), spoken=(WHO.openings[0], line, "Said by a model once."))
    assert [(one.text, one.topic) for one in statements(said, INDEXES.of(WHO))][1:] == [(line, "price")]


def test_who_says_it_again_comes_back_to_it() -> None:
    for line in ("You copy every pallet number by hand.", "You said you copy every number by hand, how come?"):
        found = recalled(line, COPIED).statement
        assert found
        assert found.text == COPIED.text
    assert recalled("Purple elephants juggle.", COPIED).statement is None


def test_what_they_said_is_no_news_and_what_they_kept_is_a_guess() -> None:
    assert recalled("You copy every pallet number by hand.", COPIED).known
    guess = recalled("It was elderwood, told way 1.")
    assert guess.unsaid
    assert not guess.known
    told = recalled("It was alderwood, told way 1, that you never said.", TOLD)
    assert told.known
    assert not told.unsaid


def test_what_the_rep_was_told_beforehand_is_no_news() -> None:
    assert recalled(WHO.brief.you_know[0]).known


def test_a_question_about_their_own_words_stays_on_what_those_were_about() -> None:
    line = "You said you copy pallet number by hand. Does it go well?"
    heard = understand(having_said(line, COPIED, HM, found=ASK), INDEXES.of(WHO))
    assert (heard.topic, heard.direct, heard.taken_up) == ("team", True, COPIED.text)


@pytest.mark.parametrize("line", ["Tell me more, please.", "How do you mean that?", "Could you explain what you mean?"])
def test_a_follow_up_in_other_words_takes_up_what_was_said_last(line: str) -> None:
    heard = understand(having_said(line, COPIED, found=ASK), INDEXES.of(WHO))
    assert (heard.topic, heard.direct, heard.taken_up) == ("team", True, COPIED.text)


@pytest.mark.parametrize(
    "line",
    ["Who told you that?", "Who told you this about me?", "Where did you hear that?", "Who's been praising me?",
     "I never said that.", "How do you know that?", "Who told you that I am against?", "Who said so?"],
)  # fmt: skip
def test_playing_ignorant_is_heard(line: str) -> None:
    assert taking_up().feigns(line)


@pytest.mark.parametrize(
    "line",
    ["Who told it to round? Nobody.", "That's not how it was.", "Who decides?", "I know how you do it.",
     "Nobody told me the map cost anything.", "Who said anything about a wedding?",
     "I never said it to anybody.", "I never said that to a soul."],
)  # fmt: skip
def test_other_talk_is_not(line: str) -> None:
    assert not taking_up().feigns(line)
