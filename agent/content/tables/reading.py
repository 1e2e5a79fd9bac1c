"""Reading a table: one YAML file of data that ships, as a typed model."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from agent.content.shipped import shipped
from agent.content.validation_messages import explain
from agent.content.yaml_source import read_yaml
from agent.errors import DataError, Finding
from agent.model.base import FrozenModel

T = TypeVar("T", bound=FrozenModel)


def read_table(path: Path, model: type[T]) -> T:
    """Return one table.

    Raises:
        DataError: the file is missing or wrong; the message names key, line and mend.
    """
    document = read_yaml(path)
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise DataError.of(explain(document, model, error)[0]) from None


def shipped_table(name: str, model: type[T]) -> T:
    """Return a table that ships, by its path below `rubrics/`; raises as `read_table` does."""
    return read_table(shipped("rubrics", *name.split("/")), model)


def table_findings(path: Path, model: type[FrozenModel]) -> list[Finding]:
    """Return everything that is wrong with a table's file."""
    try:
        document = read_yaml(path)
        model.model_validate(document.data)
    except ValidationError as error:
        return explain(document, model, error)
    except DataError as error:
        return [error.finding]
    return []
