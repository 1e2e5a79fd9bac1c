"""Checking: everything that is wrong with personas, rubrics and tables, with file, line, key and fix."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from agent.content.library import Library
from agent.content.lint.lint import lint_all
from agent.content.tables.catalogue import wrong_tables
from agent.errors import Finding


def check(library: Library, ids: Collection[str] = ()) -> list[Finding]:
    """Return what is wrong with the files of these ids, or with all: those that do not load, then the lint.

    Raises:
        DataError: no file has one of the ids.
    """
    personas, broken = library.personas(), library.problems()
    for name in sorted(set(ids) - personas.keys() - {Path(problem.file).stem for problem in broken}):
        library.persona(name)
    found = [problem for problem in broken if not ids or Path(problem.file).stem in ids]
    found += [] if ids else wrong_tables()
    for name, flaws in lint_all(personas).items():
        if flaws and (not ids or name in ids):
            document = library.document(name)
            found += [replace(flaw, file=str(document.path), line=document.line_of(flaw.key)) for flaw in flaws]
    return found
