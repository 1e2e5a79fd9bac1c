"""Draft reading: what a draft holds, and all that is wrong with it, at the key and the line where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.content.lean.expansion import expand
from agent.content.lean.lint import lint_lean, lint_voice
from agent.content.lean.reading import read_lean, read_voice
from agent.content.lint.lint import lint
from agent.content.shelf.loading import load_text
from agent.content.yaml_source import Document, parse_yaml
from agent.errors import DataError, Finding, error_in
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.training.edition import Draft, Kind

LEAN = "lean"
"""What `kind` says in the file of a lean customer."""


@dataclass(frozen=True)
class ReadDraft:
    """A draft, read.

    Attributes:
        data: what the file holds, right or wrong; empty where it is no YAML. lean: it is a lean customer.
        persona, rubric: what it is, where it has no errors of form. findings: all that is wrong, errors first.
    """

    data: dict[str, Any]
    lean: bool
    persona: Persona | None
    rubric: Rubric | None
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """What keeps it from being published."""
        return [one for one in self.findings if one.severity == "error"]


def read_draft(draft: Draft) -> ReadDraft:
    """Read a draft, or an edition as one."""
    return read_text(draft.kind, draft.id, draft.text, draft.voice)


def read_text(kind: Kind, id_: str, text: str, voice: str = "") -> ReadDraft:
    """Read a text of a kind as the file `ID.yaml` would be, with the authored voice beside it."""
    name = Path(f"{id_}.yaml")
    try:
        document = parse_yaml(text, name)
    except DataError as problem:
        return ReadDraft({}, False, None, None, (problem.finding,))
    if kind is Kind.RUBRIC:
        _, rubric, wrong = load_text(text, name, Rubric)
        return ReadDraft(document.data, False, None, rubric, wrong)
    lean = document.data.get("kind") == LEAN
    persona, findings = _lean(document, text, voice) if lean else _full(document, text)
    ordered = sorted(findings, key=lambda one: (one.severity, one.line or 0))
    return ReadDraft(document.data, lean, persona, None, tuple(ordered))


def _full(document: Document, text: str) -> tuple[Persona | None, Sequence[Finding]]:
    _, persona, wrong = load_text(text, document.path, Persona)
    if persona is None:
        return None, wrong
    return persona, [replace(one, file=document.path.name, line=document.line_of(one.key)) for one in lint(persona)]


def _lean(document: Document, text: str, voice: str) -> tuple[Persona | None, Sequence[Finding]]:
    id_ = document.path.stem
    _, lean, wrong = read_lean(text, document.path.name)
    _, beside, wrong_beside = read_voice(voice, f"{id_}.voice.yaml") if voice else (None, None, ())
    if lean is None or wrong_beside:
        return None, (*wrong, *wrong_beside)
    try:
        persona = expand(lean, beside)
        flaws = [
            replace(one, file=document.path.name, line=document.line_of(one.key)) for one in lint_lean(lean, beside)
        ]
        flaws += [replace(one, file=f"{id_}.voice.yaml") for one in lint_voice(lean, beside)] if beside else []
        return persona, flaws
    except ValidationError as error:
        fix = "change these numbers, or leave them to the difficulty"
        told = "; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors()[:3])
        return None, (error_in(document.path, "law", told, fix, document.line_of("law")),)
