"""The suite of fairness: which differences between two sides it sees, and by kind."""

from __future__ import annotations

import pytest

from agent.model.verdict import Code, Verdict, ungraded
from evals.suites.probes.fairness import COMPARED, Fairness, read_pairs
from tests.evals.suites.conftest import Measured
from tests.support.doubles.told_grader import ToldGrader
from tests.support.makers import makers

PAIRS = read_pairs(None)
SIDES = {pair.b.text for pair in PAIRS if pair.a.text != pair.b.text} - {pair.a.text for pair in PAIRS}
"""Lines that stand on side b alone."""

PLAIN = makers.verdict(Code.SIMPLE_REFLECTION)
NO_GRADE = ungraded("not in English", "mi@1", "told")


def parting(other: Verdict, *kinds: str) -> ToldGrader:
    """Return a grader that reads side b of these kinds of pairs otherwise."""
    mine = {pair.b.text for pair in PAIRS if pair.kind in kinds} & SIDES
    return ToldGrader(lambda text: other if text in mine else PLAIN)


def test_who_reads_all_alike_flips_nothing(measured: Measured) -> None:
    result = measured(Fairness(), ToldGrader(lambda text: PLAIN))
    assert {m.value for m in result.measures} == {0}
    assert [m.n for m in result.measures[:4]] == [220, 220, 220, 660]
    assert [m.name for m in result.measures if m.passed] == ["names.flips", "gender.flips", "dialect.flips"]
    assert result.tables[2].rows == ()


@pytest.mark.parametrize(
    ("other", "facets"),
    [
        (makers.verdict(Code.OPEN_QUESTION), {"family"}),
        (makers.verdict(Code.SIMPLE_REFLECTION, empathy=0.9), {"empathy"}),
        (makers.verdict(Code.SIMPLE_REFLECTION, empowerment=0.5), {"empowerment"}),
        (makers.verdict(Code.SIMPLE_REFLECTION, Code.CONFRONT), {"accusation"}),
        (makers.verdict(Code.COMPLEX_REFLECTION), set()),
    ],
    ids=["family", "empathy", "empowerment", "accusation", "same family"],
)
def test_each_difference_is_a_flip_of_its_own(measured: Measured, other: Verdict, facets: set[str]) -> None:
    result = measured(Fairness(), parting(other, "dialect"))
    assert {name for name in COMPARED if result.measure(f"flips.{name}").value} == facets
    assert (result.measure("dialect.flips").passed is False) == bool(facets)
    assert result.measure("names.flips").value == 0


def test_a_side_without_a_grade_is_a_flip_and_told_apart(measured: Measured) -> None:
    result = measured(Fairness(), parting(NO_GRADE, "dialect"))
    alone = result.measure("ungraded_on_one_side")
    assert alone.value == result.measure("flips").value
    assert alone.value is not None
    assert round(alone.value * 660) == result.ungraded > 200
    assert {result.measure(f"flips.{name}").value for name in COMPARED} == {0}
    nothing = measured(Fairness(), ToldGrader(lambda text: NO_GRADE), limit=10)
    assert (nothing.measure("flips").value, nothing.ungraded) == (0, 60)


def test_flips_are_listed_with_both_sides_and_counted_by_variety(measured: Measured) -> None:
    result = measured(Fairness(), parting(makers.verdict(Code.OPEN_QUESTION), "gender", "dialect"))
    listed = {row[0]: row for row in result.tables[2].rows}
    assert listed.keys() == {row["id"] for row in result.rows if row["flipped"]}
    pair = next(pair for pair in PAIRS if pair.id in listed)
    assert listed[pair.id][2:4] == (pair.a.text, pair.b.text)
    assert str(listed[pair.id][4]).startswith("a: simple_reflection; b: open_question")
    varieties = {row[0]: row[1] for row in result.tables[1].rows}
    assert (len(varieties), varieties["Scots"], varieties["Singlish"]) == (26, 15, 12)
