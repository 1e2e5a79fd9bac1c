"""Loading: one file or text of a kind, as document and model, or as everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from agent.content.validation_messages import explain
from agent.content.yaml_source import Document, parse_yaml, read_yaml
from agent.errors import DataError, Finding
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona

M = TypeVar("M", Persona, Rubric, LeanPersona, AuthoredVoice)

Loaded = tuple[Document | None, M | None, tuple[Finding, ...]]
"""Document and model; or, where something is wrong, what (the document too where it could be read)."""

VOICE_ENDING = ".voice"
"""What stands between the id and the ending in the name of an authored voice's file."""


def load(path: Path, model: type[M]) -> Loaded[M]:
    """Read one file; return document and model, or everything that is wrong. The file's name must be its id."""
    try:
        document = read_yaml(path)
    except DataError as problem:
        return None, None, (problem.finding,)
    return modelled(document, model)


def load_text(text: str, path: Path, model: type[M]) -> Loaded[M]:
    """Read a text as the file that `path` would be; the same as `load` in all else."""
    try:
        document = parse_yaml(text, path)
    except DataError as problem:
        return None, None, (problem.finding,)
    return modelled(document, model)


def modelled(document: Document, model: type[M]) -> Loaded[M]:
    """Return a document with the model it holds, or with everything that is wrong with it."""
    if model is Rubric and "fingerprint" in document.data:
        return None, None, (document.error(("fingerprint",), "is computed", "delete it"),)
    try:
        loaded = model.model_validate(document.data)
    except ValidationError as error:
        return document, None, tuple(explain(document, model, error))
    named = id_of(document.path)
    if loaded.id != named:
        rest = document.path.name.removeprefix(named)
        fix = f"name the file {loaded.id}{rest} or write `id: {named}`"
        return document, None, (document.error(("id",), f"{loaded.id!r} is not the file's name", fix),)
    return document, loaded, ()


def id_of(path: Path) -> str:
    """Return the id that a file's name stands for: `ailsa` of `ailsa.yaml` and of `ailsa.voice.yaml`."""
    return path.stem.removesuffix(VOICE_ENDING)
