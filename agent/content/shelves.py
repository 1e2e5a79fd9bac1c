"""Shelves: what a library's folders hold, each file read again only after it has changed.

A persona's folder holds full and lean files, its subfolder `lean/` too; `ID.voice.yaml` is no persona but the authored
voice beside a lean one. What was published in the page stands before what ships with the same id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from agent.content.lean.expansion import expand
from agent.content.loading import VOICE_ENDING, id_of, load, modelled
from agent.content.yaml_source import Document, read_yaml
from agent.errors import DataError, Finding, error_in
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona

M = TypeVar("M", Persona, Rubric)

ENDINGS = (".yaml", ".yml")

Stamp = tuple[int, int]
"""Time and size of a file; zeros where there is none."""


@dataclass(frozen=True)
class LeanSource:
    """What a lean persona was made of, each with its file."""

    lean: LeanPersona
    voice: AuthoredVoice | None = None
    voice_document: Document | None = None


@dataclass(frozen=True)
class Read(Generic[M]):
    """One file as it was read: its stamps, and either document and model or what is wrong with it.

    Attributes:
        broken_voice: what is wrong with the authored voice beside it; the persona then speaks without it.
    """

    stamps: tuple[Stamp, ...]
    document: Document | None = None
    model: M | None = None
    broken: tuple[Finding, ...] = ()
    source: LeanSource | None = None
    broken_voice: tuple[Finding, ...] = ()


Reader = Callable[[Path, dict[Path, Read[M]]], Read[M]]
"""Returns a file as it was read, from what is kept where it has not changed."""


@dataclass(frozen=True)
class Shelf(Generic[M]):
    """What the folders hold: what was read by id, and what is wrong with the other files."""

    reads: dict[str, Read[M]]
    broken: dict[Path, tuple[Finding, ...]]

    @property
    def models(self) -> dict[str, M]:
        """The models by id, sorted by id."""
        return {name: read.model for name, read in sorted(self.reads.items()) if read.model is not None}


def persona_shelf(shipped: Path, published: Path | None, cache: dict[Path, Read[Persona]]) -> Shelf[Persona]:
    """Return the personas of a folder and its subfolder `lean/`, behind those that were published."""
    shelf: Shelf[Persona] = Shelf({}, {})
    for files in ([published] if published else [], [shipped, shipped / "lean"]):
        _add(shelf, files, cache, _fresh_persona)
    return shelf


def rubric_shelf(shipped: Path, published: Path | None, cache: dict[Path, Read[Rubric]]) -> Shelf[Rubric]:
    """Return the rubrics of a folder, behind those that were published."""
    shelf: Shelf[Rubric] = Shelf({}, {})
    for folder in (*([published] if published else []), shipped):
        _add(shelf, [folder], cache, _fresh_rubric)
    return shelf


def _add(shelf: Shelf[M], folders: Sequence[Path], cache: dict[Path, Read[M]], fresh: Reader[M]) -> None:
    """Add what folders of one rank hold; whatever stands on the shelf already stays, without a word."""
    before, taken = set(shelf.reads), dict[str, Path]()
    for path in (path for folder in folders for path in _files(folder)):
        name = id_of(path)
        if path.stem != name:
            if not any(path.with_name(name + ending).is_file() for ending in ENDINGS):
                problem = "an authored voice with no persona beside it"
                shelf.broken[path] = (error_in(path, "id", problem, f"put {name}.yaml beside it, or delete it"),)
            continue
        read = fresh(path, cache)
        if read.broken_voice:
            shelf.broken[Path(read.broken_voice[0].file)] = read.broken_voice
        if read.model is None:
            shelf.broken[path] = read.broken
        elif name in taken:
            shelf.broken[path] = (_taken(path, taken[name]),)
        else:
            taken[name] = path
            if name not in before:
                shelf.reads[name] = read


def _taken(path: Path, first: Path) -> Finding:
    if path.parent == first.parent:
        return error_in(path, "id", f"{path.stem!r} is taken by the file with the other ending", "keep one of the two")
    problem = f"{path.stem!r} is taken by {first}"
    return error_in(path, "id", problem, "give one of the two another id and file name")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in ENDINGS)


def _stamp(path: Path | None) -> Stamp:
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return (status.st_mtime_ns, status.st_size) if status else (0, 0)


def _fresh_rubric(path: Path, cache: dict[Path, Read[Rubric]]) -> Read[Rubric]:
    stamps = (_stamp(path),)
    if path not in cache or cache[path].stamps != stamps:
        cache[path] = Read(stamps, *load(path, Rubric))
    return cache[path]


def _fresh_persona(path: Path, cache: dict[Path, Read[Persona]]) -> Read[Persona]:
    beside = _voice_file(path)
    stamps = (_stamp(path), _stamp(beside))
    if path not in cache or cache[path].stamps != stamps:
        cache[path] = replace(_persona_read(path, beside), stamps=stamps)
    return cache[path]


def _voice_file(path: Path) -> Path | None:
    beside = (path.with_name(f"{path.stem}{VOICE_ENDING}{ending}") for ending in ENDINGS)
    return next((file for file in beside if file.is_file()), None)


def _persona_read(path: Path, beside: Path | None) -> Read[Persona]:
    try:
        document = read_yaml(path)
    except DataError as problem:
        return Read((), broken=(problem.finding,))
    if document.data.get("kind") == "lean":
        return _lean_read(document, beside)
    voiced: tuple[Finding, ...] = ()
    if beside:
        fix = "move its lines into the persona's own file, or delete it"
        voiced = (error_in(beside, "id", f"{path.name} is a full persona and has its lines itself", fix),)
    return replace(Read((), *modelled(document, Persona)), broken_voice=voiced)


def _lean_read(document: Document, beside: Path | None) -> Read[Persona]:
    _, lean, broken = modelled(document, LeanPersona)
    if lean is None:
        return Read((), document, broken=broken)
    voice_document, voice, broken_voice = load(beside, AuthoredVoice) if beside else (None, None, ())
    source = LeanSource(lean, voice, voice_document if voice else None)
    try:
        return Read((), document, expand(lean, voice), (), source, broken_voice)
    except ValidationError as error:
        return Read((), document, broken=tuple(_unlawful(document, error)), broken_voice=broken_voice)


def _unlawful(document: Document, error: ValidationError) -> Iterator[Finding]:
    """Yield what is wrong with numbers that stand in place of the difficulty's: all else was checked before."""
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][-1]) if detail["loc"] else ""
        path = ("law", name) if ("law", name) in document.lines else ("law",)
        fix = "see docs/personas.md for what each number is and may be"
        yield document.error(path, detail["msg"].removeprefix("Value error, "), fix)
