"""Due: until when, in the words a rep would use, by this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agent.web.views.training.team.due import due_words, fields_of, local_due

NOW = datetime(2031, 5, 4, 9, 0).astimezone()


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(hours=3), "due today 12:00"), (timedelta(days=1, hours=9), "due tomorrow 18:00"),
        (timedelta(days=3), "due in 3 days, 07 May 2031, 09:00"), (timedelta(days=30), "due 03 Jun 2031, 09:00"),
        (timedelta(days=-2, hours=-1), "late by 2 days"), (timedelta(hours=-5), "late by 5 hours"),
        (timedelta(minutes=-5), "late by less than an hour"),
    ],
)  # fmt: skip
def test_a_date_is_told_as_people_say_it(after: timedelta, words: str) -> None:
    assert due_words((NOW + after).astimezone(UTC), NOW.astimezone(UTC)) == words


def test_no_date_is_no_date() -> None:
    assert due_words(None) == "no date"
    assert local_due("", "18:00") is None


def test_what_is_typed_comes_back_as_typed() -> None:
    assert fields_of(local_due("2031-05-04", "18:05")) == ("2031-05-04", "18:05")
    assert fields_of(local_due("2031-05-04", "")) == ("2031-05-04", "23:59")


@pytest.mark.parametrize("day", ["soon", "2031-02-30", "0000-00-00", "2031-05"])
def test_no_date_at_all_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        local_due(day, "18:00")
