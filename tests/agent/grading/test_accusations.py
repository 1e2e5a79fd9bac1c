"""Plain words of blame are blame where the coder is not sure, and nobody had spoken of blame."""

from __future__ import annotations

import pytest

from agent.grading.accusations import SURER, accused
from agent.grading.insults import accusation_in
from agent.model.background import Said
from agent.model.verdict import SURE, Code, Mark, UnitReading

BLAME = {
    "It's your fault that it fails, and you never listen.": "your fault",
    "That's your own doing, and you won't hear it.": "your own doing",
    "You people just never pay attention.": "You people just never pay attention",
    "You brought this on yourself, frankly.": "You brought this on yourself",
    "You’re to blame, not the system.": "You’re to blame",
    "Calm down mate.": "Calm down",
    "It is your own fault it fails on Fridays.": "your own fault",
}
NO_BLAME = (
    "It isn't your fault that it fails.",
    "No be your fault.",
    "They told you it was your fault.",
    "You feel it is your fault.",
    "Was that your fault?",
    "So it is your fault, is how it sounds to you.",
    "Your fault reports go nowhere.",
    "“Calm down” is no way to speak to you.",
    "You never got an answer.",
    "",
)


@pytest.mark.parametrize("line", BLAME)
def test_plain_blame_is_told_by_its_words(line: str) -> None:
    assert accusation_in(line) == BLAME[line]


@pytest.mark.parametrize("line", NO_BLAME)
def test_the_same_words_about_others_or_denied_are_no_blame(line: str) -> None:
    assert accusation_in(line) is None


def _unit(share: float, **marks: float) -> UnitReading:
    line = "It's your fault that it fails."
    return UnitReading(quote=line, codes={Code.COMPLEX_REFLECTION: share}, marks={Mark(k): v for k, v in marks.items()})


def _coded(unit: UnitReading, theirs: str = "It fails every Friday.") -> dict[Code, float]:
    return dict(accused([unit], [Said(speaker="customer", text=theirs)])[0].codes)


def test_a_coder_in_doubt_gives_way_to_plain_words() -> None:
    assert _coded(_unit(0.42)) == {Code.CONFRONT: SURE}


def test_a_coder_that_is_sure_an_own_part_and_saying_back_stand() -> None:
    for unit, theirs in (
        (_unit(SURER), "It fails every Friday."),
        (_unit(0.42, own=0.9), "It fails every Friday."),
        (_unit(0.42), "They say that it is all my fault."),
    ):
        assert _coded(unit, theirs) == {Code.COMPLEX_REFLECTION: unit.codes[Code.COMPLEX_REFLECTION]}
