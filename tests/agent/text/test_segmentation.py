"""Splitting a line into units loses no word and never invents one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.text.segmentation import MAX_UNITS, split_units


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("Two weeks in, they were back on paper. What now?", ["Two weeks in, they were back on paper.", "What now?"]),
        ("It's your call, but don't come crying.", ["It's your call", "but don't come crying."]),
        ("Dr. Bell said no. Mr. Ames agreed.", ["Dr. Bell said no.", "Mr. Ames agreed."]),
        ("tell me what happened\nI have time", ["tell me what happened", "I have time"]),
        ("...", ["..."]),
        ("   ", []),
        ("", []),
    ],
)
def test_a_line_falls_into_its_sentences(line: str, units: list[str]) -> None:
    assert split_units(line) == units


@given(st.text(max_size=400))
def test_every_unit_stands_in_the_line_and_every_word_in_a_unit(line: str) -> None:
    units = split_units(line)
    assert len(units) <= MAX_UNITS
    assert all(unit in line for unit in units)
    assert re.findall(r"\w+", " ".join(units)) == re.findall(r"\w+", line)
