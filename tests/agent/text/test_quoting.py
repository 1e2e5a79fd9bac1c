"""Quotes that leave words out or mend their spelling, and quotes of what nobody said."""

from __future__ import annotations

import random
import time

import pytest

from agent.text.quoting import locate

WORN = "You're worn out by all the extra shifts, and nobody explained why it had to be now. Is that it?"
TYPED = "So... you dont trust teh café's   numbers 🙂 any more"


def quoted(quote: str, line: str) -> str | None:
    place = locate(quote, line)
    return line[place[0] : place[1]] if place else None


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("You're worn out ... nobody explained.", "You're worn out by all the extra shifts, and nobody explained"),
        ("You’re worn out… why it had to be now", WORN.partition(" Is")[0]),
        ("worn out […] nobody explained … be now", WORN[7:].partition(" Is")[0]),
        ("...extra shifts... nobody explained...", "extra shifts, and nobody explained"),
    ],
)
def test_a_quote_with_an_ellipsis_is_the_stretch_from_its_first_piece_to_its_last(quote: str, found: str) -> None:
    assert quoted(quote, WORN) == found


@pytest.mark.parametrize(
    "quote", ["nobody explained ... worn out", "You're ... it", "worn out ... nobody asked us first"]
)
def test_pieces_in_another_order_or_of_other_words_are_no_place(quote: str) -> None:
    assert locate(quote, WORN) is None


def test_pieces_far_from_each_other_are_no_place() -> None:
    assert (
        locate("worn out ... that it", f"You're worn out. {'Then we talked of other things. ' * 20}Is that it?") is None
    )


def test_the_nearest_pieces_are_taken() -> None:
    line = "I see that. I see that you have had enough of it."
    assert quoted("I see ... had enough", line) == "I see that you have had enough"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("So... you don't trust the café's numbers any more", TYPED),
        ("you don't trust the cafe's numbers anymore", TYPED[6:]),
        ("don't trust", "dont trust"),
        ("trust the", "trust teh"),
    ],
)
def test_a_quote_whose_spelling_was_mended_is_found(quote: str, found: str) -> None:
    assert quoted(quote, TYPED) == found


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("You said it's definitely your decision", "Well, you said its definately your decison, I think."),
        ("How do you feel about the change", "how do you feel about teh changes"),
        ("You would have liked to be asked earlier", "You wouldve liked to be asked earlier."),
    ],
)
def test_other_misspellings_are_found_too(quote: str, line: str) -> None:
    assert quoted(quote, line)


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("you are tired of the shifts and want to leave", WORN),
        ("it now be to had why explained nobody", WORN),
        ("explained nobody why had it to be now", WORN),
        ("How would you feel about trying it for a week?", WORN),
        ("You do not trust the numbers", TYPED),
        ("you can do it whenever you like", "You can't do it whenever you like."),
        ("you do not want it today", "You do want it today."),
        ("the figures were 12 last year overall", "The figures were 13 last year overall."),
        ("buy it now", "buy it, now"),
        ("dont", "do not"),
        ("what matters to you here", "What would help most?"),
    ],
)
def test_what_was_not_said_is_not_found(quote: str, line: str) -> None:
    assert locate(quote, line) is None


def hostile() -> list[tuple[str, str]]:
    draw = random.Random(1)
    words = ["".join(draw.choice("abcdefgh") for _ in range(4)) for _ in range(800)]
    few = [" ".join(draw.choice(words[:300]) for _ in range(800)) for _ in range(2)]
    letters = ["a" * 3999 + end for end in "bc"]
    return [
        (" ".join(words), " ".join([*words[:400], "xx", *words[400:]])),
        (few[0], few[1]),
        (letters[0], letters[1]),
        ("a... " * 800, "a " * 2000),
        ("a b ... " * 500, "a b c " * 660),
        ("ab " * 1333, "ba " * 1333),
        ("'a" * 2000, "'b" * 2000),
        ("a" * 25 + "b " * 150, "a" * 26 + "b " * 150),
    ]


@pytest.mark.parametrize(("quote", "line"), hostile())
def test_the_longest_quotes_and_lines_take_no_time(quote: str, line: str) -> None:
    begun = time.process_time()
    locate(quote, line)
    assert time.process_time() - begun < 1
