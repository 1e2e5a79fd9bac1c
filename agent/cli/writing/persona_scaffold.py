"""Scaffold: a new persona file, from a template of a customer who can be met at once."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

from agent.errors import DataError

NAME = "Robin Vale"
_TEMPLATE_ID = "robin_vale"
_ID = re.compile(r"^[a-z][a-z0-9_]*$")


def write(folder: Path, persona_id: str, name: str = NAME) -> Path:
    """Write a new persona file and return its path.

    Raises:
        DataError: the id or the name is unusable, or the file exists.
    """
    if not name.strip():
        raise DataError(folder / f"{persona_id}.yaml", "name", "the name is empty", "give the customer a name")
    template = resources.files(__package__).joinpath("persona.template.yaml").read_text(encoding="utf-8")
    text = template.replace(f"id: {_TEMPLATE_ID}", f"id: {persona_id}", 1)
    text = text.replace(f"name: {NAME}", f"name: {json.dumps(name.strip(), ensure_ascii=False)}", 1)
    return write_text(folder, persona_id, text)


def free_path(folder: Path, persona_id: str) -> Path:
    """Return the path of a new persona's file, before anything is spent on what is to stand in it.

    Raises:
        DataError: the id is unusable, or the file exists.
    """
    path = folder / f"{persona_id}.yaml"
    if not _ID.match(persona_id):
        raise DataError(path, "id", f"{persona_id!r} is not an id", "use lower-case letters, digits and _")
    if path.exists():
        raise DataError(path, "", "the file exists", "choose another id, or edit that file")
    return path


def write_text(folder: Path, persona_id: str, text: str) -> Path:
    """Write a text as a new persona's file and return its path.

    Raises:
        DataError: the id is unusable, or the file exists or cannot be written.
    """
    path = free_path(folder, persona_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise DataError(path, "", "the file exists", "choose another id, or edit that file") from None
    except OSError as error:
        raise DataError(path, "", f"cannot be written ({error.strerror})", "name a folder that can be") from None
    return path
