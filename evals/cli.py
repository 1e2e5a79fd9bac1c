"""`rollwith evals`: run, list and report. Standard output carries JSON, one object per line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from agent.console import emit, tell
from agent.errors import DataError
from agent.settings import load_settings
from evals import gates
from evals.execution.runner import SuiteRunner, run_suites
from evals.model.suite import Options, SuiteResult
from evals.reporting.report import load, new_report, newest, save
from evals.suites import registry

app = typer.Typer(
    name="evals",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Measure the grader and the customer. docs/evals.md explains every suite, figure and file.",
)


@app.command("list")
def list_suites() -> None:
    """Say which suites there are: {"suite", "about", "needs"} per line."""
    for name in registry.SUITES:
        found = registry.suite(name)
        emit({"suite": name, "about": found.about, "needs": found.needs})


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(help="An empty folder; by default this one.")] = Path(),
) -> None:
    """Begin a project: example data, mapping, gates, a baseline and a CI job, all of which run as they are.

    Standard output: {"written"} per file. Nothing is overwritten.
    """
    from evals.starting import start_project

    for path in start_project(folder, load_settings()):
        emit({"written": str(path)})
    tell("Now: sh measure.sh; then read README.md")


DataFile = Annotated[Path | None, typer.Option(help="agreement, persuasion: a CSV or JSONL file that people coded.")]
MappingFile = Annotated[Path | None, typer.Option(help="agreement, persuasion: how to read it; see evals/mappings.")]
AtDesk = Annotated[
    bool, typer.Option("--desk", help="agreement: the lines coded at the label desk of this room, as exported.")
]
OtherEngines = Annotated[
    list[str] | None, typer.Option(help="consistency: another engine to compare with; may be repeated.")
]
OtherRubrics = Annotated[list[Path] | None, typer.Option(help="consistency: a folder with another version of mi.yaml.")]
Customers = Annotated[list[str] | None, typer.Option(help="suites that play: only this customer; may be repeated.")]
Gate = Annotated[str | None, typer.Option(help="Exit with 1 if a figure fails: `goals`, or a YAML file of thresholds.")]
ReportFolder = Annotated[Path | None, typer.Option(help="Folder of the report; by default in the data folder.")]


@app.command("run")
def run(
    suites: Annotated[list[str], typer.Argument(help="Names of suites, or `all`; `rollwith evals list` tells them.")],
    engine: Annotated[str | None, typer.Option(help="Who is measured: embedded, llm, llm:MODEL or auto.")] = None,
    data: DataFile = None,
    mapping: MappingFile = None,
    desk: AtDesk = False,
    baseline: Annotated[Path | None, typer.Option(help="drift: an earlier report's JSON.")] = None,
    against: OtherEngines = None,
    against_rubrics: OtherRubrics = None,
    persona: Customers = None,
    repeats: Annotated[int, typer.Option(help="consistency: grade each line so many times.", min=1)] = 5,
    sessions: Annotated[int, typer.Option(help="suites that play: how many sessions of each kind.", min=1)] = 12,
    turns: Annotated[int, typer.Option(help="suites that play: the longest session.", min=1)] = 12,
    limit: Annotated[int | None, typer.Option(help="Grade no more than so many lines of each kind.", min=1)] = None,
    resamples: Annotated[int, typer.Option(help="Draws of the bootstrap.", min=10)] = 1000,
    seed: Annotated[int, typer.Option(help="Of everything that is drawn.")] = 1,
    concurrency: Annotated[int, typer.Option(help="Calls at the same time.", min=1)] = 8,
    rate: Annotated[float | None, typer.Option(help="Calls begun per minute, at most.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not use answers kept from earlier runs.")] = False,
    gate: Gate = None,
    out: ReportFolder = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Run suites; finished calls are kept, so a run that was killed goes on where it stopped.

    Standard output: {"suite", "measure", "value", "low", "high", "n", "goal", "passed"} per measure, then
    {"report", "page", "tokens", "failed"}. Standard error says of how many lines there is no grade. Exit codes: 0; 1
    when --gate is given and a figure fails it; 2 when nothing could be measured, such as at an endpoint that does not
    answer: the message names it.
    """
    options = Options(
        data=data, mapping=mapping, desk=desk, baseline=baseline, engines=tuple(against or ()),
        rubrics=tuple(against_rubrics or ()), personas=tuple(persona or ()), repeats=repeats, sessions=sessions,
        turns=turns, limit=limit, resamples=resamples, seed=seed, concurrency=concurrency, rate=rate, fresh=fresh,
    )  # fmt: skip
    settings, chosen = load_settings(), registry.chosen(suites, options)
    if gate:
        gates.check_gate(gate, [suite.name for suite in chosen], options)
    results = asyncio.run(run_suites(chosen, SuiteRunner(settings, options, engine, quiet=quiet)))
    _tell_results(results, options, out or settings.data_dir / "evals" / "reports", gate)


def _tell_results(results: list[SuiteResult], options: Options, folder: Path, gate: str | None) -> None:
    """Save the report, and say all that came of a run; exit with 1 where a figure fails the gate."""
    from evals.reporting.html import report_page

    report = new_report(results, options, results[0].engine)
    told, shown = save(report, report_page(report), folder)
    _emit(results)
    for result in results:
        if result.ungraded:
            tell(f"{result.suite}: {result.ungraded} lines got no grade and are left out of every figure")
    failed = gates.failures(results, gate) if gate else []
    tokens = sum(result.tokens for result in results)
    emit({"report": str(told), "page": str(shown), "tokens": tokens, "failed": [str(failure) for failure in failed]})
    for failure in failed:
        tell(f"gate: {failure}")
    if failed:
        raise typer.Exit(1)


@app.command("report")
def report(
    source: Annotated[Path | None, typer.Argument(help="A report's JSON; by default the newest.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the page here; by default beside the JSON.")] = None,
) -> None:
    """Draw the page of a report again and say its figures: as `run` does, without running anything."""
    from evals.reporting.html import report_page

    path = source or newest(load_settings().data_dir / "evals" / "reports")
    found = load(path)
    shown = out or path.with_suffix(".html")
    try:
        shown.write_text(report_page(found), encoding="utf-8")
    except OSError as error:
        raise DataError(shown, "", f"cannot be written ({error.strerror})", "name another file with --out") from None
    _emit(list(found.results))
    emit({"report": str(path), "page": str(shown)})


def _emit(results: list[SuiteResult]) -> None:
    for result in results:
        for measure in result.measures:
            figures = {name: getattr(measure, name) for name in ("value", "low", "high", "n", "goal", "passed", "note")}
            emit({"suite": result.suite, "measure": measure.name, **figures})
