"""Gate files as tests: `pytest -p evals.pytest_plugin`, as a team's CI runs it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from evals.model.suite import Measure, SuiteResult
from evals.reporting.failing_rows import failing_rows
from tests.support.makers.coded_files import MAPPING, coded_files

pytest_plugins = ["pytester"]

PARTS = ("agent.grading.embedded_grader", "evals.reporting.html", "evals.execution.runner", "evals.suites.agreement")
LOADED = [import_module(name) for name in PARTS]
"""What a run loads, loaded beforehand: compiled modules cannot be loaded again and again in one process."""

QUOTING = MAPPING.replace("keep_text: false", "keep_text: true")


@pytest.fixture
def team(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A team's repository with a small coded set in it."""
    monkeypatch.setenv("ROLLWITH_DATA_DIR", str(pytester.path / "data"))
    coded_files(pytester.path, QUOTING)
    return pytester


def gate(team: pytest.Pytester, text: str, *options: str, name: str = "gate.yaml") -> pytest.RunResult:
    (team.path / name).write_text(text, "utf-8")
    given = ("--evals-data", "d.csv", "--evals-mapping", "m.yaml", "--evals-engine", "embedded")
    return team.runpytest_inprocess(
        "-p", "evals.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:asyncio",
        "--evals-resamples", "20", *given, *(options or (name,)),
    )  # fmt: skip


def test_every_gated_measure_is_a_test_and_tells_why_it_fails(team: pytest.Pytester) -> None:
    ran = gate(team, "agreement:\n  family.kappa: 1.01\n  question.accuracy: 0.0\n")
    ran.assert_outcomes(passed=1, failed=1)
    text = ran.stdout.str()
    for words in ("family.kappa (Main behaviour", "wanted   at least 1.01", "rests on 3", "embedded:", "sure)"):
        assert words in text, words
    page = next(line.split()[-1] for line in text.splitlines() if line.startswith("  report"))
    assert Path(page).read_text("utf-8").lower().startswith("<!doctype html>")
    assert text.count(page) >= 2, "in the failure, and in the summary"


def test_a_second_run_repeats_no_finished_call(team: pytest.Pytester) -> None:
    for _ in range(2):
        gate(team, "agreement:\n  question.accuracy: 0.0\n").assert_outcomes(passed=1)
        (kept,) = (team.path / "data/evals/cache").glob("*.jsonl")
        assert len(kept.read_text("utf-8").splitlines()) == 4, "two lines of either speaker"
    gate(team, "agreement:\n  question.accuracy: 0.0\n", "gate.yaml", "--evals-fresh").assert_outcomes(passed=1)
    assert len(kept.read_text("utf-8").splitlines()) == 8


def test_goals_become_one_test_each_beside_the_tests_of_the_team(team: pytest.Pytester) -> None:
    team.makepyfile(test_own="def test_own(): pass")
    ran = gate(team, "agreement: goals\n", "-v", "gate.yaml", "test_own.py")
    assert "gate.yaml::agreement::family.kappa" in ran.stdout.str()
    ran.assert_outcomes(passed=2 - ("family.kappa FAILED" in ran.stdout.str()), failed="FAILED" in ran.stdout.str())
    alone = gate(team, "", "--evals-gate", "goals", "--evals-suite", "agreement", "--collect-only", "-q")
    assert alone.stdout.str().split()[:1] == ["goals.gate.yaml::agreement::goals"]


def test_a_suite_without_goals_does_not_pass_for_want_of_them(team: pytest.Pytester) -> None:
    (team.path / "m.yaml").write_text(QUOTING.replace("goals: {family.kappa: 0.7}", ""), "utf-8")
    ran = gate(team, "agreement: goals\n")
    ran.assert_outcomes(failed=1)
    ran.stdout.fnmatch_lines(["no goal stands on any figure of agreement*"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("agrement:\n  a: 1\n", "*gate.yaml:1: agrement: there is no such suite. Mend: did you mean `agreement`?*"),
        ("agreement:\n  family.kappa: high\n", "*gate.yaml:2: agreement.family.kappa: *"),
        ("agreement:\n  family.kappa: true\n", "*gate.yaml:2: agreement.family.kappa: *"),
        ("agreement: {}\n", "*gate.yaml:1: agreement: no measure is gated*"),
        ("agreement: goal\n", "*gate.yaml:1: agreement: *"),
        ("agreement:\n  a: 1\n  a: 2\n", "*gate.yaml:3: agreement.a: the key stands twice*"),
    ],
    ids=["suite", "word", "bool", "nothing", "goal", "twice"],
)
def test_a_wrong_gate_file_stops_the_run_before_anything_is_graded(team: pytest.Pytester, text: str, told: str) -> None:
    ran = gate(team, text)
    assert ran.ret == pytest.ExitCode.INTERRUPTED
    ran.stdout.fnmatch_lines([told])
    assert not (team.path / "data").exists()


def test_a_misspelt_measure_fails_and_is_named_with_its_line(team: pytest.Pytester) -> None:
    ran = gate(team, "agreement:\n  family.kapa: 0.1\n")
    ran.assert_outcomes(errors=1)  # as the file is collected: nothing was graded yet
    ran.stdout.fnmatch_lines(["*gate.yaml:2: agreement.family.kapa: there is no such measure*`family.kappa`*"])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--evals-suite", "robustnes"), "*did you mean `robustness`*"),
        (("--evals-repeats", "0"), "*--evals-repeats: *greater than or equal to 1*"),
        (("--evals-gate", "nowhere.yaml"), "*not found: *nowhere.yaml*"),
    ],
)
def test_a_wrong_option_is_refused(team: pytest.Pytester, options: tuple[str, ...], told: str) -> None:
    ran = gate(team, "agreement: goals\n", *options)
    assert ran.ret == pytest.ExitCode.USAGE_ERROR
    ran.stderr.fnmatch_lines([told])


def result(*rows: dict[str, Any]) -> SuiteResult:
    measures = (Measure(name="primary.kappa", title="t", value=0.5, n=1),)
    return SuiteResult(suite="s", about="a", engine="e", measures=measures, rows=rows)


def test_the_lines_told_are_those_that_speak_against_the_measure() -> None:
    def row(name: str, found: str, sure: float) -> dict[str, Any]:
        return {
            "id": name,
            "truth": {"primary": "affirm"},
            "found": {"primary": found},
            "confidence": sure,
            "text": "x",
        }

    coded = result(row("right", "affirm", 1.0), row("mild", "other", 0.2), row("sure", "other", 0.9))
    assert [line.split(":")[0] for line in failing_rows(coded, "primary.kappa")] == ["sure", "mild"]
    assert failing_rows(coded, "sessions.auc") == []
    slips = result({"id": "a", "slip": "leak", "why": "told a fact", "customer": "Oh."}, {"id": "b", "slip": "echo"})
    assert failing_rows(slips, "slips.leak") == ['a: told a fact: "Oh."']
    moved = {"line": "l", "suite": "agreement", "facet": "primary", "was": "x", "is": "y", "way": "broken"}
    drift = result(moved, {**moved, "way": "mended"}, {**moved, "facet": "talk"})
    assert failing_rows(drift, "agreement.primary.kappa_change") == ["l: primary was x and is y (broken)"]
    attack = {"id": "p", "probe": "attack", "kind": "stuff", "truth": {"empathy": "no"}, "found": {"empathy": "yes"}}
    probes = result({**attack, "gained": True}, {**attack, "id": "q", "gained": False})
    assert failing_rows(probes, "attacks.gained") == ["p: empathy should be no, found yes [stuff]"]
