"""Repetition: loops are refused, insisting is not."""

from __future__ import annotations

import pytest

from agent.customer.llm.repetition import repeats


@pytest.mark.parametrize(
    "text",
    ["no " * 20, "it failed and " * 5, "I don't know, " * 4, "I said it was not us at all, " * 3, "No" + "o" * 20],
)
def test_a_loop_is_seen(text: str) -> None:
    assert "loop" in (repeats(text, "", ()) or "")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Why, why, why, why, why do you not read it", ""),
        ("Tried.", "Tried. Tried."),
        ("I did cut the beer.", "I cut the beer."),
        ("We have no time.", "We have no time. I don't say it like people say it."),
        ("Two in the night.", "Six. One in the night."),
    ],
)
def test_people_insist(text: str, before: str) -> None:
    assert repeats(text, before, ()) is None


@pytest.mark.parametrize(
    ("text", "before", "spoken"),
    [
        ("It never worked for us.", "It never worked for us.", ()),
        ("No.", "No. No. No.", ()),
        ("So it never worked for any of us.", "", ("It never worked for any of us.",)),
        ("No.", "", ("No.",)),
    ],
)
def test_what_was_said_is_not_said_again(text: str, before: str, spoken: tuple[str, ...]) -> None:
    assert "said before" in (repeats(text, before, spoken) or "")
