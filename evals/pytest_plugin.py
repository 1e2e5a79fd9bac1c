"""A pytest plugin: gate files as tests, one test for each gated measure. `docs/evals.md`, "Gates in pytest".

pytest -p evals.pytest_plugin gate.yaml
pytest -p evals.pytest_plugin --evals-gate goals --evals-suite agreement --evals-engine llm:MODEL
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.runner import runtestprotocol
from pydantic import ValidationError

from agent.errors import RollwithError
from evals.gates import GOALS, GOALS_FILE, Gate, meant, read_gate
from evals.model.suite import Options, SuiteResult
from evals.reporting.failing_rows import explain_failure
from evals.suites.registry import SUITES, suite

if TYPE_CHECKING:
    from _pytest._code.code import ExceptionInfo, TerminalRepr
    from _pytest.terminal import TerminalReporter

ENDINGS = frozenset({".yaml", ".yml"})

FLAGS: dict[str, tuple[type, str]] = {
    "data": (Path, "agreement, persuasion: a CSV or JSONL file that people coded"),
    "mapping": (Path, "agreement, persuasion: how to read it"),
    "baseline": (Path, "drift: an earlier report's JSON"),
    "repeats": (int, "consistency: grade each line so many times"),
    "sessions": (int, "suites that play: how many sessions of each kind"),
    "turns": (int, "suites that play: the longest session"),
    "limit": (int, "grade no more than so many lines of each kind"),
    "resamples": (int, "draws of the bootstrap"),
    "seed": (int, "of everything that is drawn"),
    "concurrency": (int, "calls at the same time"),
    "rate": (float, "calls begun per minute, at most"),
}
"""Options that are handed to the suites as `rollwith evals run` hands them, by name: type and meaning."""


class Missed(Exception):
    """A gated measure does not reach its threshold."""


OPTIONS = pytest.StashKey[Options]()
PAGES = pytest.StashKey[dict[str, Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; each is `--evals-NAME`."""
    group = parser.getgroup("evals", "Roll with Resistance: gates on the eval suites")
    several = {"action": "append", "default": []}
    group.addoption("--evals-gate", **several, help="a gate file, or `goals`; may be repeated", metavar="FILE")
    group.addoption("--evals-suite", **several, help="only this suite of the gate files; may be repeated")
    group.addoption("--evals-engine", help="who is measured: embedded, llm, llm:MODEL or auto")
    group.addoption("--evals-against", **several, help="consistency: another engine to compare with; may be repeated")
    group.addoption("--evals-persona", **several, help="suites that play: only this customer; may be repeated")
    for name, (kind, words) in FLAGS.items():
        group.addoption(f"--evals-{name}", type=kind, help=words)
    group.addoption("--evals-fresh", action="store_true", help="do not use answers kept from earlier runs")
    group.addoption("--evals-out", type=Path, help="folder of the reports; by default in the data folder")


def pytest_configure(config: pytest.Config) -> None:
    """Have the gates that `--evals-gate` names collected like files on the command line."""
    config.stash[OPTIONS], config.stash[PAGES] = _options(config), {}
    for name in config.getoption("--evals-suite"):
        if name not in SUITES:
            raise pytest.UsageError(f"--evals-suite {name}: there is no such suite; {meant(name, SUITES)}")
    gates = [str(path) for path in _gates(config)]
    if gates:
        named = config.args_source is pytest.Config.ArgsSource.ARGS
        config.args = [*(config.args if named else []), *gates]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> GateFile | None:
    """Collect a gate file: any YAML file that stands on the command line itself."""
    asked = file_path in _gates(parent.config) or parent.session.isinitpath(file_path)
    if not asked or file_path.suffix not in ENDINGS:
        return None
    if file_path == GOALS_FILE:  # it lies outside the team's folder, so it has no path to be named by
        return GateFile.from_parent(parent, path=file_path, nodeid=file_path.name)
    return GateFile.from_parent(parent, path=file_path)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a suite's goals as one test each; which they are is known only when the suite has run."""
    if not isinstance(item, GoalsItem):
        return None
    ready = runtestprotocol(item, log=False, nextitem=MeasureItem.from_parent(item.parent, name="goal"))
    if any(report.failed for report in ready):
        return None  # the usual way tells why
    tests = item.tests()
    for test, after in zip(tests, [*tests[1:], nextitem], strict=True):
        item.ihook.pytest_runtest_logstart(nodeid=test.nodeid, location=test.location)
        runtestprotocol(test, log=True, nextitem=after)
        item.ihook.pytest_runtest_logfinish(nodeid=test.nodeid, location=test.location)
    return True


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Name the page of every suite that was run."""
    for name, report_page in terminalreporter.config.stash[PAGES].items():
        terminalreporter.write_line(f"evals {name}: {report_page}")


class GateFile(pytest.File):
    """A gate file."""

    def collect(self) -> Iterator[GateSuite]:
        """Yield a node for every suite in it that was not left out."""
        only = self.config.getoption("--evals-suite")
        try:
            gate = read_gate(self.path)
            wanted = [name for name in gate.wanted if not only or name in only]
            for name in wanted:
                gate.check_measures(name, self.config.stash[OPTIONS])
        except RollwithError as error:
            raise self.CollectError(str(error)) from None
        for name in wanted:
            yield GateSuite.from_parent(self, name=name, gate=gate)


class GateSuite(pytest.Collector):
    """A suite in a gate file. It runs once, when the first of its tests does."""

    def __init__(self, *, gate: Gate, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.gate = gate
        self._ran: SuiteResult | RollwithError | None = None

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for every gated measure."""
        wanted = self.gate.wanted[self.name]
        if wanted is None:
            yield GoalsItem.from_parent(self, name=GOALS)
        for name in wanted or ():
            yield MeasureItem.from_parent(self, name=name)

    def result(self) -> SuiteResult:
        """Return what the suite found; it raises the same error again and again if it could not be run."""
        if self._ran is None:
            try:
                self._ran = _run_suites(self.config, self.name)
            except RollwithError as error:
                self._ran = error
        if isinstance(self._ran, RollwithError):
            raise self._ran
        return self._ran


class _Item(pytest.Item):
    parent: GateSuite

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the line of the gate file."""
        document = self.parent.gate.document
        key = (self.parent.name, self.name)
        return self.path, document.line(key) - 1, f"{self.parent.name}: {self.name}"

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: object = None) -> str | TerminalRepr:
        """Tell a missed threshold or a wrong file in words, and anything else with its trace."""
        if isinstance(excinfo.value, Missed | RollwithError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class MeasureItem(_Item):
    """A gated measure."""

    def runtest(self) -> None:
        """Fail if the measure does not reach its threshold."""
        result = self.parent.result()
        found = self.parent.gate.measure(result, self.name)
        for key in ("value", "low", "high", "n", "goal"):
            self.user_properties.append((key, getattr(found, key)))
        if not found.passed:
            raise Missed(explain_failure(result, found, self.config.stash[PAGES][result.suite]))


class GoalsItem(_Item):
    """The goals of a suite; `pytest_runtest_protocol` puts a test for each in its place."""

    def runtest(self) -> None:
        """Run the suite; fail where no goal stands on it, since a gate never passes for want of anything to gate."""
        if not self.parent.gate.measures(self.parent.result()):
            raise Missed(f"no goal stands on any figure of {self.parent.name}; name measures and thresholds instead")

    def tests(self) -> list[MeasureItem]:
        """Return the tests."""
        measures = self.parent.gate.measures(self.parent.result())
        return [MeasureItem.from_parent(self.parent, name=measure.name) for measure in measures]


def _gates(config: pytest.Config) -> list[Path]:
    given = config.getoption("--evals-gate")
    return [GOALS_FILE if name == GOALS else (config.invocation_params.dir / name).resolve() for name in given]


def _options(config: pytest.Config) -> Options:
    given = {flag: config.getoption(f"--evals-{flag}") for flag in FLAGS}
    lists = {"engines": config.getoption("--evals-against"), "personas": config.getoption("--evals-persona")}
    known = {flag: value for flag, value in given.items() if value is not None}
    try:
        return Options.model_validate({**known, **lists, "fresh": config.getoption("--evals-fresh")})
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise pytest.UsageError(f"--evals-{wrong['loc'][0]}: {wrong['msg']}") from None


def _run_suites(config: pytest.Config, name: str) -> SuiteResult:
    """Run one suite, write its report and return what it found. Finished calls are kept, as on the command line."""
    from agent.settings import load_settings  # what a suite needs is loaded when one runs, not in every pytest
    from evals.execution.runner import SuiteRunner, run_suites
    from evals.reporting.html import report_page
    from evals.reporting.report import new_report, save

    settings, quiet = load_settings(), config.getoption("capture") != "no"
    options = config.stash[OPTIONS]
    runner = SuiteRunner(settings, options, config.getoption("--evals-engine"), quiet=quiet)
    results = asyncio.run(run_suites([suite(name)], runner))
    report = new_report(results, options, results[0].engine)
    _, shown = save(
        report, report_page(report), config.getoption("--evals-out") or settings.data_dir / "evals" / "reports"
    )
    config.stash[PAGES][name] = shown
    return results[0]
