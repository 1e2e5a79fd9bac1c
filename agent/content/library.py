"""Library: personas and rubrics, read from YAML. A broken file is a problem to show, never a reason to stop."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from agent.content.shipped import shipped
from agent.content.validation_messages import explain
from agent.content.yaml_source import Document, read_yaml
from agent.errors import DataError, Finding, SettingsError, error_in
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.settings import Settings

M = TypeVar("M", Persona, Rubric)

FINGERPRINT_LENGTH = 8
"""Hex digits of a rubric's fingerprint: enough to tell versions apart, short enough to read."""


@dataclass(frozen=True)
class _Shelf(Generic[M]):
    """What one folder holds: models by id, and what is wrong with the other files."""

    models: dict[str, M]
    broken: dict[str, tuple[Finding, ...]]


@dataclass(frozen=True)
class _Read(Generic[M]):
    """One file as it was read: its stamp (time, size), and either document and model or what is wrong with it."""

    stamp: tuple[int, int]
    document: Document | None = None
    model: M | None = None
    broken: tuple[Finding, ...] = ()


class Library:
    """Reads the files of two folders, each again only after it has changed."""

    def __init__(self, personas_dir: Path, rubrics_dir: Path) -> None:
        self.personas_dir, self.rubrics_dir = personas_dir, rubrics_dir
        self._personas: dict[Path, _Read[Persona]] = {}
        self._rubrics: dict[Path, _Read[Rubric]] = {}

    def personas(self) -> dict[str, Persona]:
        """Return the personas whose files are sound, by id, sorted by id."""
        return self._persona_shelf().models

    def persona(self, persona_id: str) -> Persona:
        """Return one persona.

        Raises:
            DataError: there is none with this id, or its file is broken.
        """
        return _take(self._persona_shelf(), persona_id, self.personas_dir, "persona")

    def rubric(self, rubric_id: str = "mi") -> Rubric:
        """Return one rubric, with the fingerprint of its content.

        Raises:
            DataError: there is none with this id, or its file is broken.
        """
        rubric = _take(self._rubric_shelf(), rubric_id, self.rubrics_dir, "rubric")
        return rubric.model_copy(update={"fingerprint": fingerprint(rubric)})

    def problems(self) -> list[Finding]:
        """Return everything that keeps a file from loading."""
        shelves = (self._persona_shelf().broken, self._rubric_shelf().broken)
        return [problem for shelf in shelves for problems in shelf.values() for problem in problems]

    def document(self, persona_id: str) -> Document:
        """Return the file of a persona that loads, with the lines of its keys.

        Raises:
            DataError: there is none with this id, or its file is broken.
        """
        self.persona(persona_id)
        return next(read.document for path, read in self._personas.items() if path.stem == persona_id and read.document)

    def _persona_shelf(self) -> _Shelf[Persona]:
        return _shelf(self.personas_dir, Persona, self._personas)

    def _rubric_shelf(self) -> _Shelf[Rubric]:
        return _shelf(self.rubrics_dir, Rubric, self._rubrics)


def open_library(settings: Settings) -> Library:
    """Open the folders the settings name, or those that ship.

    Raises:
        SettingsError: a folder that was set does not exist.
    """
    for variable, folder in (("PERSONAS", settings.personas_dir), ("RUBRICS", settings.rubrics_dir)):
        if folder and not folder.is_dir():
            raise SettingsError(f"ROLLWITH_{variable}_DIR: {folder} is not a folder. Mend: name one that exists.")
    return Library(settings.personas_dir or shipped("personas"), settings.rubrics_dir or shipped("rubrics"))


def fingerprint(rubric: Rubric) -> str:
    """Return the first 8 hex digits of the SHA-256 of a rubric's content; comments and layout do not count."""
    content = rubric.model_dump(mode="json", exclude={"fingerprint"})
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def load(path: Path, model: type[M]) -> tuple[Document | None, M | None, tuple[Finding, ...]]:
    """Read one file; return document and model, or everything that is wrong. The file's name must be its id."""
    try:
        document = read_yaml(path)
    except DataError as problem:
        return None, None, (problem.finding,)
    if model is Rubric and "fingerprint" in document.data:
        return None, None, (document.error(("fingerprint",), "is computed", "delete it"),)
    try:
        loaded = model.model_validate(document.data)
    except ValidationError as error:
        return None, None, tuple(explain(document, model, error))
    if loaded.id != path.stem:
        fix = f"name the file {loaded.id}{path.suffix} or write `id: {path.stem}`"
        return None, None, (document.error(("id",), f"{loaded.id!r} is not the file's name", fix),)
    return document, loaded, ()


def _shelf(folder: Path, model: type[M], cache: dict[Path, _Read[M]]) -> _Shelf[M]:
    shelf: _Shelf[M] = _Shelf({}, {})
    for path in _files(folder):
        read = _fresh(path, model, cache)
        if read.model is not None and path.stem in shelf.models:
            problem = f"{path.stem!r} is taken by the file with the other ending"
            shelf.broken[path.name] = (error_in(path, "id", problem, "keep one of the two"),)
        elif read.model is not None:
            shelf.models[path.stem] = read.model
        else:
            shelf.broken[path.name] = read.broken
    return shelf


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in {".yaml", ".yml"})


def _fresh(path: Path, model: type[M], cache: dict[Path, _Read[M]]) -> _Read[M]:
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size)
    except OSError:
        stamp = (0, 0)
    if path not in cache or cache[path].stamp != stamp:
        cache[path] = _Read(stamp, *load(path, model))
    return cache[path]


def _take(shelf: _Shelf[M], wanted: str, folder: Path, noun: str) -> M:
    if wanted in shelf.models:
        return shelf.models[wanted]
    for name, problems in shelf.broken.items():
        if Path(name).stem == wanted:
            raise DataError.of(problems[0])
    known = ", ".join(shelf.models) or "none; the folder holds no sound file"
    raise DataError(folder, "", f"no {noun} has the id {wanted!r}", f"use one of: {known}")
