"""Form: what is read from how a line is put."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.customer.ranking.form import ANSWER_SIZE, ASKED_SIZE, answer_forms, asked_form, asking_part


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("That fell on you. What would you want from it? It is up to you.", "What would you want from it?"),
        ("Where is it? And who has it?", "And who has it?"),
        ("Tell me how it went.", "Tell me how it went."),
        ("", ""),
    ],
)
def test_the_part_that_asks_is_the_last_question_or_the_last_sentence(line: str, part: str) -> None:
    assert asking_part(line).strip() == part


def test_kinds_of_questions_differ_in_form_where_their_words_are_alike() -> None:
    forms = [
        asked_form(line) for line in ("How long did it take?", "How did it take?", "Did it take long?", "Take long.")
    ]
    assert len({form.tobytes() for form in forms}) == len(forms)


def test_kinds_of_answers_differ_in_form() -> None:
    forms = answer_forms(["Yes, it did.", "No, it did.", "Twelve, it did.", "Did it?", "It did.", "It did"])
    assert len({form.tobytes() for form in forms[:5]}) == 5
    assert np.array_equal(forms[4], forms[5])


@given(st.text(max_size=300), st.lists(st.text(max_size=100), max_size=4))
def test_any_text_has_a_form_of_finite_numbers(line: str, answers: list[str]) -> None:
    asked, forms = asked_form(line), answer_forms(answers)
    assert asked.shape == (ASKED_SIZE,)
    assert forms.shape == (len(answers), ANSWER_SIZE)
    assert np.all((asked >= 0) & (asked <= 1))
    assert np.all((forms >= 0) & (forms <= 1))
