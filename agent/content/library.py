"""Library: personas and rubrics, read from YAML. A broken file is a problem to show, never a reason to stop."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TypeVar

from agent.content.shelves import LeanSource, Read, Shelf, persona_shelf, rubric_shelf
from agent.content.shipped import shipped
from agent.content.yaml_source import Document
from agent.errors import DataError, Finding, SettingsError
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.settings import Settings

M = TypeVar("M", Persona, Rubric)

FINGERPRINT_LENGTH = 8
"""Hex digits of a rubric's fingerprint: enough to tell versions apart, short enough to read."""


class Library:
    """Reads the files of two folders, each again only after it has changed.

    Attributes:
        published: a folder with `personas/` and `rubrics/` of its own, which stand before the others of the same id;
            none of them need exist.
    """

    def __init__(self, personas_dir: Path, rubrics_dir: Path, published: Path | None = None) -> None:
        self.personas_dir, self.rubrics_dir, self.published = personas_dir, rubrics_dir, published
        self._personas: dict[Path, Read[Persona]] = {}
        self._rubrics: dict[Path, Read[Rubric]] = {}

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
        document = self._read(persona_id).document
        assert document is not None, "what loads was read from a file"
        return document

    def lean_source(self, persona_id: str) -> LeanSource | None:
        """Return what a lean persona was made of, or None where the persona is a full one.

        Raises:
            DataError: there is none with this id, or its file is broken.
        """
        return self._read(persona_id).source

    def full_personas(self) -> dict[str, Persona]:
        """Return the personas that are written out whole, by id: those that suites play by default."""
        shelf = self._persona_shelf()
        return {name: persona for name, persona in shelf.models.items() if shelf.reads[name].source is None}

    def _read(self, persona_id: str) -> Read[Persona]:
        shelf = self._persona_shelf()
        _take(shelf, persona_id, self.personas_dir, "persona")
        return shelf.reads[persona_id]

    def _persona_shelf(self) -> Shelf[Persona]:
        return persona_shelf(self.personas_dir, self.published and self.published / "personas", self._personas)

    def _rubric_shelf(self) -> Shelf[Rubric]:
        return rubric_shelf(self.rubrics_dir, self.published and self.published / "rubrics", self._rubrics)


def open_library(settings: Settings) -> Library:
    """Open the folders the settings name, or those that ship.

    Raises:
        SettingsError: a folder that was set does not exist.
    """
    for variable, folder in (("PERSONAS", settings.personas_dir), ("RUBRICS", settings.rubrics_dir)):
        if folder and not folder.is_dir():
            raise SettingsError(f"ROLLWITH_{variable}_DIR: {folder} is not a folder. Mend: name one that exists.")
    personas, rubrics = settings.personas_dir or shipped("personas"), settings.rubrics_dir or shipped("rubrics")
    return Library(personas, rubrics, settings.data_dir / "published")


def fingerprint(rubric: Rubric) -> str:
    """Return the first 8 hex digits of the SHA-256 of a rubric's content; comments and layout do not count."""
    content = rubric.model_dump(mode="json", exclude={"fingerprint"})
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _take(shelf: Shelf[M], wanted: str, folder: Path, noun: str) -> M:
    if wanted in shelf.models:
        return shelf.models[wanted]
    for path, problems in shelf.broken.items():
        if path.stem == wanted:
            raise DataError.of(problems[0])
    known = ", ".join(shelf.models) or "none; the folder holds no sound file"
    raise DataError(folder, "", f"no {noun} has the id {wanted!r}", f"use one of: {known}")
