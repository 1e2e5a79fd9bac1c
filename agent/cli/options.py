"""Options that several commands share. What they say of themselves is what the settings say."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from agent.settings import about


class Engine(StrEnum):
    """Which engines speak."""

    AUTO = "auto"
    EMBEDDED = "embedded"
    LLM = "llm"


EngineOption = Annotated[Engine | None, typer.Option(help=f"{about('engine')} Instead of ROLLWITH_ENGINE.")]
HostOption = Annotated[str | None, typer.Option(help=f"{about('host')} Instead of ROLLWITH_HOST.")]
PortOption = Annotated[int | None, typer.Option(help=f"{about('port')} Instead of ROLLWITH_PORT.", min=0, max=65535)]


def options_given(**options: object) -> dict[str, object]:
    """Return the options that were given, as `load_settings` takes them."""
    return {name: value for name, value in options.items() if value is not None}
