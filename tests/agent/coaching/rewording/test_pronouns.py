"""A customer's words are turned to "you" rightly, or not at all."""

from __future__ import annotations

import pytest

from agent.coaching.rewording.pronouns import clauses, quotes


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("I am tired of my own voice.", "you are tired of your own voice"),
        ("We've lost two of our drivers.", "you've lost two of your drivers"),
        ("I was the one who brought it in.", "you were the one who brought it in"),
        ("You gave us four weekends as a present.", "we gave you four weekends as a present"),
        ("You rang at the one time I'm sitting down.", "we rang at the one time you're sitting down"),
        ("I want to do it myself, for mine.", "you want to do it yourself, for yours"),
        ("And so I fell asleep in the van.", "you fell asleep in the van"),
        ("He told me that you had left for us.", "he told you that we had left for you"),
    ],
)
def test_a_clause_agrees_once_it_is_turned(said: str, turned: str) -> None:
    assert clauses(said) == [turned]


@pytest.mark.parametrize(
    "said",
    [
        "What do I get for that?",
        "Write it down for me then.",
        "I'd tell you if I could see you yourself.",
        "I do not want it, so don't be greedy.",
        "That what I planned is what arrives.",
        "I want to know is it good enough.",
        "It takes one stamp.",
        "I " + "very " * 20 + "much doubt it.",
        'I said "no" to all of that.',
    ],
)
def test_what_cannot_be_turned_for_sure_is_dropped(said: str) -> None:
    assert clauses(said) == []


def test_what_is_about_them_comes_before_what_is_about_others() -> None:
    said = "I keep my own list of it. Nobody upstairs has looked at these rules."
    assert clauses(said) == ["you keep your own list of it", "nobody upstairs has looked at these rules"]


def test_only_words_that_say_something_are_quoted() -> None:
    assert list(quotes("Thirty people, and two scales.")) == ["Thirty people, and two scales"]
    for empty in ("Fine.", "That's that, then.", "Difficult to say really.", "Is that right, really.", "Ask me later."):
        assert list(quotes(empty)) == []
