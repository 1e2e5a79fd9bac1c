"""Schema: the JSON schemas of personas, rubrics and tables, generated from the models, for editors to check against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from agent.content.tables.catalogue import TABLES
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.model.training.authored_voice import AuthoredVoice
from agent.model.training.lean import LeanPersona


def _name(table: str) -> str:
    return f"rubrics/schema/{table.rpartition('/')[2].removesuffix('.yaml')}.schema.json"


SCHEMAS: dict[str, type[BaseModel]] = {
    "personas/schema/persona.schema.json": Persona,
    "personas/schema/lean.schema.json": LeanPersona,
    "personas/schema/voice.schema.json": AuthoredVoice,
    "rubrics/schema/rubric.schema.json": Rubric,
    **{_name(table): model for table, model in TABLES.items()},
}
"""Where each generated schema is kept, below the folder that holds `personas/` and `rubrics/`."""


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a file that holds one `model`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(by_alias=True)}


def rendered(model: type[BaseModel]) -> str:
    """Return the schema as it stands in its file."""
    return json.dumps(schema_of(model), indent=2, ensure_ascii=False) + "\n"


def stale(root: Path) -> list[Path]:
    """Return the schema files below `root` that are missing or no longer say what the models say."""
    paths = {root / name: model for name, model in SCHEMAS.items()}
    return [path for path, model in paths.items() if not path.is_file() or path.read_text("utf-8") != rendered(model)]


def write(root: Path) -> list[Path]:
    """Write the schema files that are stale; return them."""
    written = stale(root)
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(SCHEMAS[path.relative_to(root).as_posix()]), "utf-8")
    return written
