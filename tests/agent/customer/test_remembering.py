"""Remembering: what is promised stays, the last word stands, and the list never grows beyond its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.customer.remembering import HEADING, LATELY, MOST_LETTERS, remember
from agent.model.background import Statement, StatementKind


def texts(memory: tuple[Statement, ...]) -> list[str]:
    return [one.text for one in memory]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("I'll send you the list of benches on Monday.", StatementKind.PROMISED),
        ("You'll have the names by Friday.", StatementKind.PROMISED),
        ("I'll not sign a page I have not read.", StatementKind.REFUSED),
        ("We won’t be paying for the second module.", StatementKind.REFUSED),
        ("Who took the decision on your side?", StatementKind.ASKED),
        ("We had a consultant here in 2019.", StatementKind.SAID),
    ],
)
def test_a_sentence_of_the_customer_is_kept_for_what_it_is(answer: str, kind: StatementKind) -> None:
    (kept,) = remember((), 4, "Go on.", answer)
    assert (kept.speaker, kept.turn, kept.kind, kept.text) == ("customer", 4, kind, answer)


def test_of_the_rep_is_kept_what_they_promise_refuse_and_tell_of_themselves() -> None:
    line = "I'm Dana, I took over from Helen in autumn. That must sting. I'll get you the raw log by Friday. What else?"
    kinds = [(one.speaker, one.kind) for one in remember((), 2, line, "Hm.")]
    assert kinds == [("rep", StatementKind.ABOUT_SELF), ("rep", StatementKind.PROMISED)]


def test_the_opening_is_kept_with_the_first_turn() -> None:
    kept = remember((), 1, "Hello.", "Hm.", opening="You have twenty minutes.")
    assert [(one.turn, one.text) for one in kept] == [(0, "You have twenty minutes.")]


def test_a_bare_answer_is_kept_with_the_question_it_answers() -> None:
    (kept,) = remember((), 7, "I see. How many benches are there?", "Nine benches.")
    assert kept.text == "Nine benches. (asked: How many benches are there?)"


def test_what_the_rep_answers_to_a_question_is_kept() -> None:
    (kept,) = remember((), 3, "From Utrecht, third floor.", "Hm.", before="And you, where do you call from?")
    assert (kept.speaker, kept.text) == ("rep", "From Utrecht, third floor.")
    assert remember((), 3, "From Utrecht, third floor.", "Hm.", before="We are in the yard.") == ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("I not will say to upstairs if you not want.", StatementKind.REFUSED),
        ("I can not change the dates.", StatementKind.REFUSED),
        ("I can switch off parts of the app.", StatementKind.PROMISED),
        ("I'm sorry for the note.", StatementKind.ABOUT_SELF),
    ],
)
def test_what_a_learner_of_english_promises_is_kept_too(line: str, kind: StatementKind) -> None:
    assert [one.kind for one in remember((), 3, line, "Hm.")] == [kind]


@pytest.mark.parametrize(
    "line", ["No window, and you steer by ear.", "So a plan that doesn't know the crane is no plan."]
)
def test_what_the_rep_says_back_is_not_kept_as_theirs(line: str) -> None:
    assert remember((), 3, line, "Hm.") == ()


def test_the_last_word_on_a_subject_stands() -> None:
    memory = remember((), 3, "", "We run three vans on the coast road.")
    memory = remember(memory, 9, "", "We run four vans on the coast road now.")
    assert texts(memory) == ["We run four vans on the coast road now."]
    memory = remember(memory, 10, "", "I have a daughter in Leeds.")
    assert len(memory) == 2


def test_one_word_in_common_is_no_common_subject() -> None:
    memory = remember((), 2, "", "Three, and they look things up.")
    assert len(remember(memory, 11, "", "I'd have to look.")) == 2


def test_a_question_on_a_subject_does_not_take_the_place_of_what_was_said_on_it() -> None:
    memory = remember((), 3, "", "We run three vans on the coast road.")
    assert len(remember(memory, 4, "", "Did you count the vans on the coast road?")) == 2


def test_a_list_promised_at_turn_6_is_known_at_turn_300() -> None:
    memory = remember((), 6, "Could I see them?", "I'll send you the list of the nine benches.")
    for turn in range(7, 301):
        memory = remember(
            memory, turn, f"What about part {turn}?", f"Part {turn} went the way of box {turn * 7} again."
        )
    assert "I'll send you the list of the nine benches." in texts(memory)


def test_twenty_things_said_over_thirty_turns_are_all_kept() -> None:
    said = [
        f"In {1990 + turn} my uncle number {turn} bought boat {'abcdefghijklmnopqrst'[turn]}quill."
        for turn in range(20)
    ]
    memory: tuple[Statement, ...] = ()
    for turn in range(30):
        memory = remember(memory, turn + 1, "I see.", said[turn] if turn < 20 else "Well, that is how it went then.")
    assert set(said) <= set(texts(memory))


@given(st.lists(st.text(max_size=300), max_size=60))
def test_the_list_stays_within_bounds_and_in_order(answers: list[str]) -> None:
    memory: tuple[Statement, ...] = ()
    for turn, answer in enumerate(answers, 1):
        memory = remember(memory, turn, answer, answer)
    old = tuple(one for one in memory if one.turn <= len(answers) - LATELY)
    assert sum(len(text) + HEADING for text in texts(old)) <= MOST_LETTERS
    assert [one.turn for one in memory] == sorted(one.turn for one in memory)
