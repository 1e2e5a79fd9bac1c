"""Gates, the report and its page, and the command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.errors import DataError
from evals import gates
from evals.cli import app
from evals.model.suite import Bars, Heat, Intervals, Lines, Measure, Options, Series, SuiteResult, Table
from evals.reporting.html import report_page
from evals.reporting.plots import draw, ticks
from evals.reporting.report import load, new_report, save
from evals.suites import registry
from tests.support.makers.coded_files import coded_files
from tests.support.paths import ROOT

EVIL = '<script>alert("x")</script>'


def result(**changes: object) -> SuiteResult:
    measures = (
        Measure(name="a.kappa", title="Agreement", value=0.62, n=40, low=0.5, high=0.7, goal=0.6, human=0.8),
        Measure(name="b.gained", title="Gained", value=2, n=40, goal=0, low_is_good=True, note="a note"),
        Measure(name="c.alpha", title="Undefined", value=None, n=0, goal=0.8, note="one answer only"),
        Measure(name="d.plain", title="No goal", value=-0.2, n=3),
    )
    return SuiteResult(suite="agreement", about="About.", engine="embedded:x", measures=measures).model_copy(
        update=changes
    )


def test_goals_gate() -> None:
    failed = gates.failures([result()], gates.GOALS)
    assert [str(failure) for failure in failed] == [
        "agreement: b.gained is 2, and should be at most 0",
        "agreement: c.alpha is nothing, and should be at least 0.8",
    ]


def test_a_gate_file_decides_instead(tmp_path: Path) -> None:
    path = tmp_path / "gate.yaml"
    path.write_text("agreement:\n  a.kappa: 0.65\n  b.gained: 2\n", "utf-8")
    assert [failure.measure.name for failure in gates.failures([result()], str(path))] == ["a.kappa"]
    for text, told in (
        ("agreement:\n  a.kapa: 1\n", r"gate.yaml:2: agreement.a.kapa"),
        ("fidelity:\n  a: 1\n", "was not run"),
        ("agreement:\n  a.kappa: high\n", "gate.yaml:2"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(DataError, match=told):
            gates.failures([result()], str(path))


def test_a_report_survives_the_disk_and_its_page_names_everything(tmp_path: Path) -> None:
    figures = (
        Intervals(title="Reach", measures=result().measures),
        Heat(title="Confused", down="d", across="a", rows=("x", "y"), columns=("x", "y"), counts=((3, 1), (0, 4))),
        Lines(
            title="Curve", x="turn", y="r", series=(Series(name="one", points=((0, 1), (1, 2)), band=((0, 2), (1, 3))),)
        ),
        Bars(title="Shares", bars=(("x", 0.2), ("y", 0.8)), of=1),
    )
    table = Table(title="Table", columns=("a", "b"), rows=(("t", 0.123), (None, True)))
    report = new_report([result(figures=figures, tables=(table,), notes=("Mind this.",))], Options(), "embedded:x")
    told, shown = save(report, report_page(report), tmp_path)
    assert load(told) == report
    text = shown.read_text("utf-8")
    for words in (
        "Reach",
        "Confused",
        "Curve",
        "Shares",
        "Table",
        "0.12",
        "Mind this.",
        "1 of 3",
        "a note",
        "0.50 to 0.70",
    ):
        assert words in text, words
    assert text.count("<svg") == 3
    assert "http" not in text
    assert "url(" not in text


def test_nothing_that_was_said_can_become_markup() -> None:
    measure = Measure(name="a", title=EVIL, value=0.5, n=1, goal=1, note=EVIL)
    figures = (
        Intervals(title=EVIL, measures=(measure,), note=EVIL),
        Heat(title=EVIL, down=EVIL, across=EVIL, rows=(EVIL,), columns=(EVIL,), counts=((1,),)),
        Lines(
            title=EVIL,
            x=EVIL,
            y=EVIL,
            series=(Series(name=EVIL, points=((0, 1),)), Series(name=EVIL, points=((1, 1),))),
        ),
        Bars(title=EVIL, bars=((EVIL, 1),)),
    )
    whole = SuiteResult(
        suite=EVIL, about=EVIL, engine=EVIL, rubric=EVIL, measures=(measure,), figures=figures, notes=(EVIL,),
        tables=(Table(title=EVIL, columns=(EVIL,), rows=((EVIL,),), note=EVIL),),
    )  # fmt: skip
    text = report_page(new_report([whole], Options(), EVIL))
    assert "<script" not in text
    assert "alert(&quot;x&quot;)" in text


def test_ticks_are_round_and_figures_without_data_draw() -> None:
    assert ticks(0, 1) == [0, 0.2, 0.4, 0.6, 0.8, 1]
    assert ticks(-0.13, 0.4) == [0, 0.2, 0.4]
    for empty in (
        Lines(title="t", x="x", y="y", series=()),
        Bars(title="t", bars=()),
        Intervals(title="t", measures=()),
    ):
        assert draw(empty).startswith("<figure>")


def test_a_long_label_is_set_on_two_lines() -> None:
    title = "Groups read the same throughout, and rightly, in family, empathy and empowerment"
    drawn = draw(Intervals(title="t", measures=(Measure(name="a", title=title, value=0.5, n=1),)))
    assert ">Groups read the same throughout, and rightly,<" in drawn
    assert ">in family, empathy and empowerment<" in drawn


def test_every_suite_loads_and_says_what_it_needs() -> None:
    ran = CliRunner().invoke(app, ["list"])
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [entry["suite"] for entry in told] == list(registry.SUITES)
    assert all(entry["about"] and entry["needs"] for entry in told)


def test_all_stands_for_what_can_run_and_an_unknown_name_is_refused(tmp_path: Path) -> None:
    names = [suite.name for suite in registry.chosen(["robustness", "all"], Options())]
    assert names[0] == "robustness"
    assert sorted(names) == sorted(set(registry.SUITES) - {"drift", "persuasion", "outcomes"})
    assert registry.chosen(["all"], Options(baseline=tmp_path))[3].name == "drift"
    with pytest.raises(DataError, match="use one of: agreement"):
        registry.chosen(["agrement"], Options())


def test_the_command_writes_json_reports_and_gates(tmp_path: Path) -> None:
    mapping, data = coded_files(tmp_path)
    gate = tmp_path / "gate.yaml"
    gate.write_text("agreement: {question.accuracy: 1.01}\n", "utf-8")
    command = ["-m", "rollwith.__main__", "evals", "run", "agreement", "--data", str(data), "--mapping", str(mapping)]
    ran = subprocess.run(
        [sys.executable, *command, "--gate", str(gate), "--resamples", "20", "--engine", "embedded"],
        env=os.environ | {"ROLLWITH_DATA_DIR": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stderr
    *measures, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {entry["suite"] for entry in measures} == {"agreement"}
    assert "question.accuracy" in last["failed"][0]
    assert "gate: agreement: question.accuracy" in ran.stderr
    report = load(Path(last["report"]))
    assert Path(last["page"]).exists()
    assert report.results[0].engine.startswith("embedded:")
    assert "Because." not in Path(last["report"]).read_text("utf-8"), "this mapping forbids quoting its lines"
    again = CliRunner().invoke(app, ["report", last["report"], "--out", str(tmp_path / "again.html")])
    assert [json.loads(line) for line in again.stdout.splitlines()][:-1] == measures
