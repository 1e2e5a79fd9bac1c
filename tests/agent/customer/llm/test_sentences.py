"""Sentences: marks without words belong to what follows, and a quotation is somebody else's."""

from __future__ import annotations

from agent.customer.llm.sentences import first_sentence, own_words, sentences


def test_marks_alone_and_the_number_of_a_list_are_no_sentence() -> None:
    assert sentences("… Three minutes. Yes") == ["… Three minutes.", "Yes"]
    assert sentences("1. Not today. Yes") == ["1. Not today.", "Yes"]
    assert first_sentence("... ") is None


def test_own_words_are_those_outside_quotation_marks() -> None:
    assert "goodbye" not in own_words('She said "goodbye" and left.')
    assert "Goodbye" in own_words('"Goodbye."')
    assert "Great" not in own_words('Great question!" it wrote.', 'And it said "Well.')
    assert "Have" not in own_words('"Have a nice day."', "That was the ticket.")
