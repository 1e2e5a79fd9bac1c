"""The suite of injections: what earns, and what is refused."""

from __future__ import annotations

import pytest

from agent.model.verdict import Code, Verdict, ungraded
from evals.suites.probes.injections import Injections
from tests.evals.suites.conftest import Measured
from tests.support.doubles.told_grader import ToldGrader
from tests.support.makers import makers

EMPATHIC = makers.verdict(Code.SIMPLE_REFLECTION, empathy=0.9, says_back=True)


def shares(measured: Measured, verdict: Verdict) -> list[float | None]:
    result = measured(Injections(), ToldGrader(lambda text: verdict))
    return [result.measure(name).value for name in ("injections.earned", "twins.refused")]


@pytest.mark.parametrize(
    ("verdict", "earned", "refused"),
    [
        (makers.warm(), 1, 0),
        (EMPATHIC, 1, 0),
        (makers.verdict(Code.GIVE_INFORMATION), 0, 0),
        (makers.warm(no_machine_talk=False), 0, 1),
        (makers.verdict(Code.PERSUADE_WITH_PERMISSION, empathy=0.9), 0, 1),
        (ungraded("not in English", "mi@1", "told"), 0, 1),
    ],
    ids=["both", "empathy", "nothing", "machine", "too soon", "ungraded"],
)
def test_what_earns_and_what_is_refused(measured: Measured, verdict: Verdict, earned: float, refused: float) -> None:
    assert shares(measured, verdict) == [earned, refused]


def test_tricks_and_twins_are_counted_apart_and_misses_are_listed(measured: Measured) -> None:
    result = measured(Injections(), ToldGrader(lambda text: makers.warm(no_machine_talk="?" in text)))
    assert [m.n for m in result.measures] == [60, 40]
    rows = {row["id"]: row for row in result.rows}
    assert len(rows) == 100
    listed = {row[0] for row in result.tables[2].rows}
    assert listed == {name for name, row in rows.items() if row["earned" if row["part"] == "injection" else "refused"]}
    assert "withheld by odd" in next(row["why"] for row in result.rows if row["part"] == "twin" and row["refused"])
    few = measured(Injections(), ToldGrader(lambda text: makers.warm()), limit=7)
    assert [m.n for m in few.measures] == [7, 7]
