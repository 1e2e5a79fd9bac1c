"""Situations: what a line does beside what it says, from silence to a goodbye."""

from __future__ import annotations

import pytest

from agent.customer.situations import asks_openly, invites, is_follow_up, is_odd, is_silence, situations
from agent.model.acts import Situation
from agent.model.verdict import Code, Verdict
from tests.support.makers.makers import verdict
from tests.support.makers.rich import ASK, FREE, HEARD, LIMIT, PLAIN


@pytest.mark.parametrize("line", ["", "   ", "…", "...", "ok", "OK.", "Mm-hm.", "yes yes", "Right, okay", "I see."])
def test_as_good_as_nothing_is_silence(line: str) -> None:
    assert is_silence(line)
    assert Situation.SILENCE in situations(line, PLAIN)


@pytest.mark.parametrize("line", ["Okay, what happened?", "Right, the pumps.", "no idea", "👍", "12"])
def test_something_is_not_silence(line: str) -> None:
    assert not is_silence(line)


@pytest.mark.parametrize(
    "line",
    ["👍👍", "können wir bitte über die Rechnung reden", "Was ist denn bei Ihnen passiert?",
     "мы можем поговорить", "你好吗",
     "asdfgh qwer zxcv uiop", "xkcdqrtzpl"]
)  # fmt: skip
def test_no_talk_is_odd(line: str) -> None:
    assert is_odd(line)
    assert Situation.ODD in situations(line, PLAIN)


@pytest.mark.parametrize(
    "line",
    ["Hi", "Rough week?", "12", "So they went back to paper.", "Frustrating.", "Pumps. Always pumps.", "José called."]
)  # fmt: skip
def test_ordinary_talk_is_not_odd(line: str) -> None:
    assert not is_odd(line)


@pytest.mark.parametrize(
    ("line", "found", "expected"),
    [
        ("Hi Dana, good to see you.", PLAIN, Situation.GREETING),
        ("Thanks for that.", PLAIN, Situation.THANKS),
        ("Alright, have a good one, bye.", PLAIN, Situation.BYE),
        (
            "Would it be okay if I told you what others did?",
            verdict(Code.SEEK_COLLABORATION, asks_leave=True),
            Situation.LEAVE,
        ),
        ("That one is on us.", verdict(owns_part=True), Situation.SORRY),
        ("It's your call.", FREE, Situation.CHOICE),
        ("I can't do that.", LIMIT, Situation.LIMIT),
    ],
)
def test_situations_are_heard(line: str, found: Verdict, expected: Situation) -> None:
    assert expected in situations(line, found)


@pytest.mark.parametrize(
    "line", ["How so?", "Why is that?", "Hm. What else?", "Could you tell me a bit more about that?"]
)
def test_a_follow_up_asks_for_more_of_the_same(line: str) -> None:
    assert is_follow_up(line)
    assert not is_follow_up(f"{line} And what about the price?")


@pytest.mark.parametrize("line", ["How are you today?", "Hi Dana, how's it going?"])
def test_how_are_you_is_a_greeting_though_it_is_a_question(line: str) -> None:
    assert Situation.GREETING in situations(line, ASK)


def test_a_greeting_before_something_real_is_not_the_point() -> None:
    assert Situation.GREETING not in situations("Hi, you carried that alone for a year.", HEARD)


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("How was it for you?", True), ("You saw it through. What did that take?", True), ("Why? Is it late?", False),
        ("How many are there?", False), ("Is it late?", False), ("It was late.", False), ("Which of them?", False),
    ],
)  # fmt: skip
def test_open_questions_are_known_by_their_words_or_by_the_verdict(line: str, opens: bool) -> None:
    assert invites(line) is opens
    assert asks_openly(line, verdict(Code.CLOSED_QUESTION)) is opens
    assert asks_openly(line, verdict(Code.OPEN_QUESTION))
