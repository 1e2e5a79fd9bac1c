"""Outcomes: what is said of a session is held against what came of it, and a mapping without an outcome is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import DataError
from agent.model.verdict import Code
from evals.suites.outcomes import Outcomes
from tests.evals.suites.conftest import Measured
from tests.support.doubles.told_grader import ToldGrader
from tests.support.makers import makers

MAPPING = """\
title: talks
format: csv
columns: {session: talk, speaker: who, text: words}
speakers: {agent: rep, client: customer}
labels: {talk: {column: client, values: {change: change, sustain: sustain, neutral: neutral}}}
"""


def _files(folder: Path, outcome: str, rows: list[str]) -> dict[str, Path]:
    data, mapping = folder / "talks.csv", folder / "mapping.yaml"
    data.write_text("talk,who,words,client,gave\n" + "\n".join(rows) + "\n", "utf-8")
    mapping.write_text(MAPPING + outcome, "utf-8")
    return {"data": data, "mapping": mapping}


def _talks(well: int, badly: int) -> list[str]:
    rows = []
    for number in range(well + badly):
        gave, client = (5 + number, "change") if number < well else (0, "sustain")
        rows += [f"{number},agent,You were left alone with it.,,{gave}", f"{number},client,Yes.,{client},{gave}"]
    return rows


def test_what_people_coded_tells_the_sessions_apart_where_it_does(tmp_path: Path, measured: Measured) -> None:
    files = _files(tmp_path, "outcome: {column: gave, title: dollars given}\n", _talks(6, 6))
    result = measured(Outcomes(), ToldGrader(lambda line: makers.verdict(Code.SIMPLE_REFLECTION)), **files)
    assert result.measure("people.change_talk.auc").value == 1.0
    rho = result.measure("people.change_talk.rho").value
    assert rho is not None
    assert rho > 0.8
    assert result.measure("score.auc").value == 0.5, "every rep line is read alike, so nothing can be told by it"
    assert any("cannot be told" in note for note in result.notes)
    assert {row["well"] for row in result.rows} == {True, False}


@pytest.mark.parametrize(
    ("outcome", "rows", "told"),
    [
        ("", _talks(2, 2), "says nothing of what came of a session"),
        ("outcome: {column: gave, title: t}\n", _talks(4, 0), "all sessions went alike"),
        ("outcome: {column: gave, title: t}\n", [*_talks(1, 1), "9,agent,Hm.,,much"], "'much' is no number"),
    ],
)
def test_what_tells_nothing_of_an_outcome_is_refused(
    tmp_path: Path, measured: Measured, outcome: str, rows: list[str], told: str
) -> None:
    with pytest.raises(DataError, match=told):
        measured(
            Outcomes(),
            ToldGrader(lambda line: makers.verdict(Code.SIMPLE_REFLECTION)),
            **_files(tmp_path, outcome, rows),
        )
