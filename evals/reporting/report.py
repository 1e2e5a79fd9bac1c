"""Report: everything a run found, as one JSON file and one page."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from agent.errors import DataError
from agent.model.base import FrozenModel
from evals.model.suite import Options, SuiteResult

FORMAT = 1
"""Of the JSON; a reader refuses another."""


class Report(FrozenModel):
    """What a run found, and how it was run."""

    format: int = FORMAT
    product: str
    made: datetime
    engine: str
    options: Options
    results: tuple[SuiteResult, ...]

    @property
    def stem(self) -> str:
        """A file name without an ending: when, and which suites."""
        return f"{self.made:%Y%m%d-%H%M%S}-{'-'.join(result.suite for result in self.results)}"


def new_report(results: list[SuiteResult], options: Options, engine: str) -> Report:
    """Return the report of a run that has just ended."""
    product = f"rollwith {version('rollwith')}"
    made = datetime.now(UTC).replace(microsecond=0)
    return Report(product=product, made=made, engine=engine, options=options, results=tuple(results))


def save(report: Report, page: str, folder: Path) -> tuple[Path, Path]:
    """Write a report's JSON and its page (HTML) into a folder; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    told, shown = folder / f"{report.stem}.json", folder / f"{report.stem}.html"
    told.write_text(report.model_dump_json(indent=1) + "\n", encoding="utf-8")
    shown.write_text(page, encoding="utf-8")
    return told, shown


def load(path: Path) -> Report:
    """Return a report that was written before.

    Raises:
        DataError: it is missing, or not a report of this format.
    """
    try:
        return Report.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "name a report's JSON file") from None
    except (ValidationError, UnicodeDecodeError):
        raise DataError(path, "", "is not a report of this version", "run the suites again") from None


def newest(folder: Path) -> Path:
    """Return the newest report's JSON in a folder.

    Raises:
        DataError: there is none.
    """
    found = sorted(folder.glob("*.json"))
    if not found:
        raise DataError(folder, "", "holds no report", "run a suite first: rollwith evals run agreement")
    return found[-1]
