"""Check: everything that is wrong with the persona and rubric files, each with file, line, key and mend."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from agent.content.library import Library
from agent.content.lint.finding import Flaw, Severity
from agent.content.lint.lint import lint_all
from agent.content.yaml_source import Document, read_yaml
from agent.errors import DataError


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file. `line` counts from 1; None where the file as a whole is meant."""

    severity: Severity
    file: str
    line: int | None
    key: str
    problem: str
    mend: str


def check(library: Library, ids: Collection[str] = ()) -> list[Problem]:
    """Return what is wrong with the files of these ids, or with all: those that do not load, then the lint.

    Raises:
        DataError: no file has one of the ids.
    """
    personas, broken = library.personas(), library.problems()
    for name in sorted(set(ids) - personas.keys() - {Path(problem.path).stem for problem in broken}):
        library.persona(name)
    found = [_unread(problem) for problem in broken if not ids or Path(problem.path).stem in ids]
    for name, flaws in lint_all(personas).items():
        if flaws and (not ids or name in ids):
            document = read_yaml(next(library.personas_dir.glob(f"{name}.y*ml")))
            found += [_flawed(document, flaw) for flaw in flaws]
    return found


def _unread(problem: DataError) -> Problem:
    return Problem("error", problem.path, problem.line, problem.key, problem.problem, problem.mend)


def _flawed(document: Document, flaw: Flaw) -> Problem:
    line = document.line(tuple(flaw.path))
    return Problem(flaw.severity, str(document.path), line, flaw.key, flaw.problem, flaw.mend)
