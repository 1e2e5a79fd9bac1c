"""`rollwith settings`: what every setting comes to, where from, and what it means."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from agent.cli.options import EngineOption, HostOption, PortOption, options_given
from agent.console import emit
from agent.settings import ACTORS, ENV_FILE, PREFIX, SECRET, Settings, about, env_file_values, load_settings

WIDTH = 100
"""Characters of a line of `.env.example`."""
HEAD = """\
# Settings of Roll with Resistance. Copy this file to `.env` in the folder you run it in, and take the
# `#` away from what you set. A variable of the same name wins over the file. `rollwith settings` shows
# what they come to. Made by `rollwith settings --write .env.example`.
"""

Row = dict[str, object]


def settings_command(
    engine: EngineOption = None,
    host: HostOption = None,
    port: PortOption = None,
    table: Annotated[bool, typer.Option("--table", help="Print a table to read instead of JSON.")] = False,
    write: Annotated[Path | None, typer.Option(help="Write the example of a .env file here instead.")] = None,
) -> None:
    """List every setting, with the options given here as other commands would take them.

    Standard output, one JSON object per setting: {"setting", "value", "source", "about"}. The value of a secret is
    only "set" or "unset"; source is "option", "variable", ".env", "default", or the variable that it follows.
    """
    if write is not None:
        write.write_text(env_example(), encoding="utf-8")
        emit({"written": str(write)})
        return
    given = options_given(engine=engine, host=host, port=port)
    rows = list(settings_rows(load_settings(**given), given))
    if table:
        typer.echo(_table(rows))
        return
    for row in rows:
        emit(row)


def settings_rows(settings: Settings, given: Collection[str]) -> Iterable[Row]:
    """Yield a row per setting; `given` are the names of those that came as options."""
    came_from = sources(given)
    for name in Settings.model_fields:
        yield {
            "setting": f"{PREFIX}{name}".upper(),
            "value": _shown_value(name, getattr(settings, name)),
            "source": came_from[name],
            "about": about(name),
        }


def sources(given: Collection[str] = ()) -> dict[str, str]:
    """Return where each setting comes from, by name."""
    file = env_file_values()
    found = {name: "option" if name in given else _source(name, file) for name in Settings.model_fields}
    follows = {actor: f"{PREFIX}MODEL" for actor in ACTORS if found[actor] == "default" != found["model"]}
    return {**found, **follows}


def env_example() -> str:
    """Return a `.env` file with every setting, its meaning and its default, all of it commented out."""
    parts = [HEAD]
    for name, field in Settings.model_fields.items():
        default = None if field.default_factory else field.default
        told = textwrap.fill(about(name), WIDTH, initial_indent="# ", subsequent_indent="# ")
        parts.append(f"{told}\n#{PREFIX}{name.upper()}={_written(default)}\n")
    return "\n".join(parts)


def _source(name: str, file: Mapping[str, str | None]) -> str:
    variable = f"{PREFIX}{name}".upper()
    for source, values in (("variable", os.environ), (ENV_FILE, file)):
        if any(key.upper() == variable and (value or "").strip() for key, value in values.items()):
            return source
    return "default"


def _shown_value(name: str, value: object) -> object:
    if name in SECRET or isinstance(value, SecretStr):
        return "unset" if value is None else "set"
    return str(value) if isinstance(value, Path) else value


def _written(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _table(rows: Iterable[Row]) -> str:
    cells = [[str(row["setting"]), _written(row["value"]), str(row["source"]), str(row["about"])] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(3)]
    return "\n".join("  ".join([*map(str.ljust, line[:3], widths), line[3]]) for line in cells)
