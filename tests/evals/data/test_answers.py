"""Answers: which customer lines of the corpus truly answer, and what they are set against."""

from __future__ import annotations

from evals.data.answers import choices, pairs
from evals.data.corpus_format import Line, Scenario


def _talk(*lines: str, scenario: str = "s-1") -> Scenario:
    parsed = (line.split(": ", 1) for line in lines)
    named = {"R": "rep", "C": "customer"}
    made = tuple(Line(scenario, number, named[who], text) for number, (who, text) in enumerate(parsed, 1))
    return Scenario(scenario, "telecom", "typed", "mixed", made)


def test_an_answer_is_the_line_right_behind_with_the_talk_before_it() -> None:
    talk = _talk("C: It broke.", "R: When?", "C: In May.", "R: And now?", "C: Still broken.")
    one, two = pairs([talk])
    assert (one.before, one.heard, one.line, one.answer) == ("", "It broke.", "When?", "In May.")
    assert (two.before, two.heard, two.line, two.answer) == ("When?", "In May.", "And now?", "Still broken.")


def test_a_line_that_comes_back_answers_nothing() -> None:
    talk = _talk("C: It broke.", "R: When?", "C: it broke", "R: I hear you.", "C: It broke.", "R: So?", "C: Mend it.")
    assert [pair.answer for pair in pairs([talk])] == ["Mend it."]


def test_only_the_first_of_two_customer_lines_answers_and_the_last_of_two_rep_lines_is_answered() -> None:
    talk = _talk("R: Hello.", "R: When?", "C: In May.", "C: Or June.")
    assert [(pair.line, pair.answer) for pair in pairs([talk])] == [("When?", "In May.")]


def test_the_true_answer_stands_first_and_once_among_distinct_ones() -> None:
    talks = [_talk("R: When?", f"C: In {n}.", "R: So?", "C: Yes.", scenario=f"s-{n}") for n in range(9)]
    found = pairs(talks)
    for own_talk in (False, True):
        sets = choices(found, 5, 1, own_talk)
        for pair, texts in zip(found, sets, strict=True):
            assert texts[0] == pair.answer
            assert len(set(texts)) == len(texts) == 5
        assert sets == choices(found, 5, 1, own_talk)


def test_others_of_the_same_talk_come_first() -> None:
    talks = [_talk("R: When?", f"C: In {n}.", "R: So?", f"C: Done {n}.", scenario=f"s-{n}") for n in range(9)]
    for pair, texts in zip(pairs(talks), choices(pairs(talks), 2, 1, own_talk=True), strict=True):
        assert texts[1].removesuffix(".")[-1] == pair.scenario[-1]
