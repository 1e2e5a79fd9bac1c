"""What stood before a line: the last few lines, and an answer begun anew forgets the one before it."""

from __future__ import annotations

from evals.data.corpus_format import Line
from evals.training.data.history import History


def line(number: int, speaker: str, text: str) -> Line:
    return Line("s-1", number, speaker, text)


def told_behind(*lines: Line) -> list[tuple[tuple[str, str], ...]]:
    history, found = History(), []
    for one in lines:
        history.rewind(one)
        found.append(history.told())
        history.add(one)
    return found


def test_only_the_last_lines_are_told_oldest_first() -> None:
    lines = [line(at, "rep" if at % 2 else "customer", f"line {at}") for at in range(5)]
    assert told_behind(*lines)[-1] == (("rep", "line 1"), ("customer", "line 2"), ("rep", "line 3"))


def test_a_line_that_stands_again_takes_the_talk_back_to_where_it_stood_first() -> None:
    complaint, one, other = line(1, "customer", "It broke."), line(2, "rep", "Twice."), line(4, "rep", "Your fault.")
    again = line(3, "customer", "It broke.")
    assert told_behind(complaint, one, again, other)[-1] == (("customer", "It broke."),)


def test_the_same_words_of_the_other_speaker_are_no_beginning_anew() -> None:
    told = told_behind(line(1, "customer", "Okay."), line(2, "rep", "Okay."), line(3, "customer", "So?"))
    assert told[-1] == (("customer", "Okay."), ("rep", "Okay."))
