"""The suites: graders that are bad on purpose score badly in each, one that knows the answers well."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.content.library import Library
from agent.model.background import Said
from agent.settings import Settings
from evals.data import gold
from evals.data.coded_lines import CodedLine
from evals.data.probes import read_probes
from evals.execution import runner as runner_module
from evals.execution.runner import SuiteRunner
from evals.model.suite import Options, Suite, SuiteResult
from evals.reporting.report import load, new_report, save
from evals.suites.agreement import Agreement
from evals.suites.consistency import Consistency
from evals.suites.drift import Drift
from evals.suites.robustness import Robustness, rows_of
from tests.support.doubles.bad_graders import BAD, BadGrader, Constant, Generous, Keywords, Knowing, Random
from tests.support.measures.measure_names import named
from tests.support.paths import ROOT

Sheet = dict[tuple[str, tuple[Said, ...]], dict[str, str]]
Run = Callable[..., SuiteResult]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coded: list[CodedLine]) -> Run:
    """Run a suite with a grader; everything is kept in a folder of its own, and the gold set is read but once."""
    monkeypatch.setattr(runner_module, "engine_fingerprint", lambda settings: "fixed")
    monkeypatch.setattr(gold, "read_gold", lambda rubric: coded)
    settings = Settings(data_dir=tmp_path, _env_file=None)

    def run(suite: Suite, grader: BadGrader, **options: object) -> SuiteResult:
        asked = Options(**{"resamples": 20, "repeats": 3, "limit": 240, "fresh": True} | options)
        return named(asyncio.run(suite.run(SuiteRunner(settings, asked, grader=grader, quiet=True))), asked)

    return run


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(ROOT / "personas", ROOT / "rubrics")


@pytest.fixture(scope="module")
def coded(library: Library) -> list[CodedLine]:
    return gold.read_gold(library.rubric())


@pytest.fixture(scope="module")
def sheet(coded: list[CodedLine]) -> Sheet:
    """What is right, for every line of the gold set and every probe."""
    lines = {(line.text, line.context): line.truth for line in coded}
    asked = {(row["asked"].text, row["asked"].context): row["truth"] for row in rows_of(read_probes())}
    return asked | lines


def value(result: SuiteResult, name: str) -> float:
    found = result.measure(name).value
    return math.nan if found is None else found


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_grader_does_not_agree_with_people(bad: type[BadGrader], run: Run, library: Library) -> None:
    result = run(Agreement(), bad(library.rubric()))
    for name, most in (("primary.macro_f1", 0.25), ("family.kappa", 0.35), ("empathy.kappa", 0.3)):
        assert value(result, name) < most, name
    assert all(m.passed is False for m in result.measures if m.goal is not None)


def test_a_constant_grader_agrees_no_better_than_chance(run: Run, library: Library) -> None:
    result = run(Agreement(), Constant(library.rubric()))
    assert value(result, "empathy.accuracy") > 0.5
    assert [value(result, f"{name}.kappa") for name in ("empathy", "primary", "talk")] == [0, 0, 0]


def test_a_grader_that_knows_agrees(run: Run, library: Library, sheet: Sheet) -> None:
    result = run(Agreement(), Knowing(library.rubric(), sheet))
    assert all(measure.passed for measure in result.measures if measure.goal is not None)
    assert value(result, "primary.kappa") == 1
    assert result.ungraded == 0


def test_steady_and_empty_is_not_consistent(run: Run, library: Library) -> None:
    for bad in (Constant, Generous):
        result = run(Consistency(), bad(library.rubric()))
        assert value(result, "repeats.exact") == 1
        assert math.isnan(value(result, "repeats.primary.alpha"))
        assert result.measure("repeats.primary.alpha").passed is False
        assert value(result, "repeats.variety") == 0
        assert value(result, "repeats.sound") < 0.25


def test_steady_keywords_are_steadily_wrong_and_chance_is_not_steady(run: Run, library: Library) -> None:
    keywords = run(Consistency(), Keywords(library.rubric()))
    assert value(keywords, "repeats.primary.alpha") == 1
    assert keywords.measure("repeats.sound").passed is False
    chance = run(Consistency(), Random(library.rubric()))
    assert value(chance, "repeats.exact") < 0.05
    assert abs(value(chance, "repeats.primary.alpha")) < 0.05
    assert value(chance, "repeats.spread") > 0.4
    flipped = {row[0]: row[3] for row in chance.tables[0].rows}
    persuade = flipped["persuade"]
    assert isinstance(persuade, float)
    assert persuade > 0.9


def test_a_grader_that_knows_is_consistent(run: Run, library: Library, sheet: Sheet) -> None:
    result = run(Consistency(), Knowing(library.rubric(), sheet))
    assert all(measure.passed for measure in result.measures if measure.goal is not None)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_grader_is_not_robust(bad: type[BadGrader], run: Run, library: Library) -> None:
    result = run(Robustness(), bad(library.rubric()))
    assert value(result, "contrast.right") < 0.25
    assert result.measure("invariance.sound").passed is False


def test_each_way_to_fail_robustness_shows(run: Run, library: Library) -> None:
    attacks = len(read_probes().attacks)
    generous = run(Robustness(), Generous(library.rubric()))
    assert value(generous, "attacks.gained") > attacks * 0.8
    constant = run(Robustness(), Constant(library.rubric()))
    assert (value(constant, "attacks.gained"), value(constant, "invariance.unchanged")) == (0, 1)
    chance = run(Robustness(), Random(library.rubric()))
    assert value(chance, "invariance.unchanged") < 0.1


def test_a_grader_that_knows_is_robust(run: Run, library: Library, sheet: Sheet) -> None:
    result = run(Robustness(), Knowing(library.rubric(), sheet))
    assert all(measure.passed for measure in result.measures if measure.goal is not None)
    assert result.tables[1].rows == ()


def kept(result: SuiteResult, folder: Path, **options: object) -> Path:
    """Keep a result as the report that later runs are compared with; return its JSON."""
    told, _ = save(new_report([result], Options(**options), result.engine), "", folder / "kept")
    return told


def test_drift_names_the_lines_that_moved_and_fails_on_a_worse_grader(
    run: Run, library: Library, sheet: Sheet, tmp_path: Path
) -> None:
    before = run(Agreement(), Knowing(library.rubric(), sheet), limit=100)
    told = kept(before, tmp_path, limit=100)
    same = run(Drift(), Knowing(library.rubric(), sheet), baseline=told)
    assert (value(same, "worse"), value(same, "agreement.primary.moved"), same.rows) == (0, 0, ())
    worse = run(Drift(), Keywords(library.rubric()), baseline=told)
    assert value(worse, "worse") >= 3
    change = worse.measure("agreement.primary.kappa_change")
    assert change.value is not None
    assert change.value < 0
    assert change.low is not None
    assert change.high is not None
    assert change.low < change.high < 0
    moved = [row for row in worse.rows if row["facet"] == "primary"]
    assert len(moved) == round(value(worse, "agreement.primary.moved") * 100)
    assert {row["way"] for row in moved} == {"broken"}


def test_drift_says_when_another_rubric_or_engine_graded(
    run: Run, library: Library, sheet: Sheet, tmp_path: Path
) -> None:
    before = run(Agreement(), Knowing(library.rubric(), sheet), limit=30)
    told = kept(before, tmp_path, limit=30)
    result = run(Drift(), Constant(library.rubric()), baseline=told)
    assert any("then Knowing" in note and "now Constant" in note for note in result.notes)
    assert load(told).results[0].measures == before.measures
