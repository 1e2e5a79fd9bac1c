"""Starting: a folder that a team's evals begin in: example data, mapping, gate, baseline and a CI job."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from agent.errors import DataError
from agent.settings import Settings
from evals.execution.runner import SuiteRunner, run_suites
from evals.model.suite import Measure, Options
from evals.reporting.report import Report, new_report
from evals.suites import registry

FILES = {
    "talks.csv": "data/talks.csv",
    "mapping.yaml": "mapping.yaml",
    "drift.gate.yaml": "drift.gate.yaml",
    "measure.sh": "measure.sh",
    "workflow.yml": ".github/workflows/evals.yml",
    "README.md": "README.md",
}
"""Template -> where it goes in the folder."""

GATE, BASELINE = "gate.yaml", "baseline.json"
GATED = ("family.kappa", "talk.kappa", "sessions.auc")
"""What the gate file asks for at first: one figure of the rep's lines, one of the customer's, one of whole talks."""

SLACK, STEP = 0.15, 0.05
"""How far below today's figure a threshold stands, and to what it is rounded down: a few lines read otherwise are no
reason to stop a change."""


def start_project(folder: Path, settings: Settings) -> list[Path]:
    """Write the files of a new project, measure the built-in grader on the example, and return the files' paths.

    Raises:
        DataError: one of the files is there already; then nothing was written. Or the folder cannot be written to.
    """
    names = [*FILES.values(), GATE, BASELINE]
    for name in names:
        if (folder / name).exists():
            raise DataError(folder / name, "", "is there already", "run this in an empty folder, or name one")
    try:
        for template, name in FILES.items():
            _write_file(folder / name, _template(template))
        report = _measured(folder, settings)
        _write_file(folder / GATE, _gate_text(report.results[0].measures))
        _write_file(folder / BASELINE, report.model_dump_json(indent=1) + "\n")
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise DataError(error.filename or folder, "", problem, "name a folder that can be") from None
    return [folder / name for name in names]


def _measured(folder: Path, settings: Settings) -> Report:
    """Return the report of agreement on the example by the built-in grader, with paths as they stand in the folder."""
    options = Options(data=folder / FILES["talks.csv"], mapping=folder / FILES["mapping.yaml"])
    runner = SuiteRunner(settings, options, "embedded", quiet=True)
    results = asyncio.run(run_suites([registry.suite("agreement")], runner))
    kept = options.model_copy(update={"data": Path(FILES["talks.csv"]), "mapping": Path(FILES["mapping.yaml"])})
    return new_report(results, kept, results[0].engine)


def _gate_text(measures: Sequence[Measure]) -> str:
    found = {measure.name: measure.value for measure in measures}
    lines = [
        "# What must be reached, at least. Each stands a little below what the built-in grader reached on the example",
        "# when this file was made; write your own numbers once the data is your own.",
        "agreement:",
    ]
    for name in GATED:
        value = found.get(name)
        if value is not None:
            threshold = max(0.0, math.floor((value - SLACK) / STEP) * STEP)
            lines.append(f"  {name}: {threshold:.2f} # {value:g} then")
    return "\n".join(lines) + "\n"


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", "project", name).read_text(encoding="utf-8")


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
