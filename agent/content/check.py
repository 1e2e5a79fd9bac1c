"""Check: everything that is wrong with personas, rubrics and tables, with file, line, key and fix."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from agent.content.lean.lint import lint_lean, lint_voice
from agent.content.library import Library
from agent.content.lint.lint import lint_all
from agent.content.loading import id_of
from agent.content.tables.catalogue import wrong_tables
from agent.content.yaml_source import Document
from agent.errors import Finding


def check(library: Library, ids: Collection[str] = ()) -> list[Finding]:
    """Return what is wrong with the files of these ids, or with all: those that do not load, then the lint.

    Raises:
        DataError: no file has one of the ids.
    """
    personas, broken = library.personas(), library.problems()
    for name in sorted(set(ids) - personas.keys() - {id_of(Path(problem.file)) for problem in broken}):
        library.persona(name)
    found = [problem for problem in broken if not ids or id_of(Path(problem.file)) in ids]
    found += [] if ids else wrong_tables()
    for name, flaws in lint_all(library.full_personas()).items():
        if flaws and (not ids or name in ids):
            found += _placed(flaws, library.document(name))
    for name in personas:
        if (source := library.lean_source(name)) and (not ids or name in ids):
            found += _placed(lint_lean(source.lean, source.voice), library.document(name))
            if source.voice and source.voice_document:
                found += _placed(lint_voice(source.lean, source.voice), source.voice_document)
    return found


def _placed(flaws: Iterable[Finding], document: Document) -> list[Finding]:
    return [replace(flaw, file=str(document.path), line=document.line_of(flaw.key)) for flaw in flaws]
