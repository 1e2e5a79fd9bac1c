"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Engine(StrEnum):
    """Which engines speak."""

    AUTO = "auto"
    EMBEDDED = "embedded"
    LLM = "llm"


EngineOption = Annotated[
    Engine | None,
    typer.Option(help="Who grades and speaks, instead of ROLLWITH_ENGINE; auto: llm if an endpoint is set."),
]
