"""A name aimed at the customer is an insult; the same word about a thing, oneself, or in somebody's mouth is none."""

from __future__ import annotations

import pytest

from agent.grading.insults import insult_in

AIMED = {
    "You idiot.": "You idiot",
    "Well, you bloody fool, read it.": "you bloody fool",
    "You're an idiot.": "You're an idiot",
    "You’re pathetic": "You’re pathetic",
    "you are so stupid": "you are so stupid",
    "Are you stupid?": "Are you stupid",
    "You people are all liars.": "You people are all liars",
    "I think you're a liar": "you're a liar",
    "How can you be so stupid?": "you be so stupid",
    "You must be an idiot to sign that.": "You must be an idiot",
    "It was a long day. You are really clueless, sorry.": "You are really clueless",
    "Shut up.": "Shut up",
    "Oh go to hell": "go to hell",
}
TALK = (
    "That was a stupid question of mine.",
    "It is a stupid system, I know.",
    "You felt like an idiot in front of them.",
    "They treated you as if you were an idiot.",
    "You're not stupid.",
    "Nobody is calling you an idiot.",
    "I was an idiot.",
    "I don't think you're a liar.",
    "They made you feel you're useless.",
    "So to him you're a fool.",
    "You're a joke to them, that is how it felt.",
    "I don't want you to shut up.",
    "You are up to your neck in stupid tickets.",
    "You were both right, it is a stupid form.",
    "",
)


@pytest.mark.parametrize("line", AIMED)
def test_an_insult_is_told_by_its_words(line: str) -> None:
    assert insult_in(line) == AIMED[line]


@pytest.mark.parametrize("line", TALK)
def test_talk_with_a_hard_word_in_it_is_no_insult(line: str) -> None:
    assert insult_in(line) is None
