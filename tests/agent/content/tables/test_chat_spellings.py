"""Chat spellings: what a thumb wrote is heard as the words it stands for, and nothing else is touched."""

from __future__ import annotations

import pytest

from agent.content.tables.chat_spellings import spelt_out
from agent.customer.situations import asks_openly, is_odd
from tests.support.makers.makers import verdict


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("wat r u worried abt", "what are you worried about"),
        ("Ur boss didnt ask, rn?", "your boss didn't ask, right now?"),
        ("w/o u it’s gr8", "without you it’s great"),
        ("you're sure, aren’t you", "you're sure, aren’t you"),
        ("ur-text of purr, U.S. and our", "ur-text of purr, U.S. and our"),
        ("", ""),
    ],
)
def test_spellings_are_written_out_and_other_words_stay(line: str, heard: str) -> None:
    assert spelt_out(line) == heard


def test_a_texted_question_is_no_odd_talk_and_asks_openly() -> None:
    line = "wat r u worried abt tbh"
    assert is_odd(line)
    assert not is_odd(spelt_out(line))
    assert asks_openly(spelt_out(line), verdict())
