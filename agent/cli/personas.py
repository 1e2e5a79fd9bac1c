"""`rollwith personas`: list, check, schema, render, new, draft, editions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.training.editions import editions
from agent.cli.writing import persona_draft, persona_scaffold
from agent.console import emit, tell
from agent.content import check as checking
from agent.content import json_schema
from agent.content.lean.template import filled
from agent.content.trainer_sheet import render_trainer_sheet
from agent.model.persona import Persona
from agent.model.rubric import Rubric
from agent.runtime.room import open_room
from agent.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The customers: what there is, whether it is sound, and new ones.")

_IDS = typer.Argument(help="Ids of personas; none means all.")


@app.command("list")
def list_all() -> None:
    """List the personas that load: {"id", "name", "role", "difficulty", "kind"} each.

    Difficulty is 1 (mild) to 5 (very hard); kind is full (all lines written out) or lean (the rest from shared lines).
    """
    library = open_room(load_settings()).library
    for problem in library.problems():
        tell(f"left out: {problem}")
    for persona in library.personas().values():
        told = {"id": persona.id, "name": persona.name, "role": persona.role, "difficulty": persona.law.difficulty}
        emit({**told, "kind": "lean" if library.lean_source(persona.id) else "full"})


@app.command()
def check(
    ids: Annotated[list[str] | None, _IDS] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check as well.")] = False,
) -> None:
    """Check the files of personas and rubrics, and the tables that ship; the exit code is 1 if there is an error.

    A full persona is checked for all the lines thirty turns need; a lean one for what it has itself and for texts that
    a template left over; an authored voice (ID.voice.yaml) together with the lean persona it stands beside.

    Standard output, one JSON object for each thing that is wrong: {"severity", "file", "line", "key", "problem",
    "mend"}. A file that does not load has errors only; one that loads is linted as well: missing acts, thin topics,
    facts nobody can reach, lines that leak a locked fact, lines out of voice or over length, duplicates.
    """
    problems = checking.check(open_room(load_settings()).library, ids or ())
    for problem in problems:
        emit(problem.record())
    if any(strict or problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


@app.command("schema")
def show_schema(
    rubric: Annotated[bool, typer.Option("--rubric", help="The schema of rubric files instead.")] = False,
    write: Annotated[Path | None, typer.Option(help="Write all schemas below this folder instead.")] = None,
) -> None:
    """Print the JSON schema of persona files, generated from the models, or write the schema files."""
    if write is None:
        emit(json_schema.schema_of(Rubric if rubric else Persona))
        return
    for path in json_schema.write(write):
        emit({"written": str(path)})


@app.command()
def render(
    ids: Annotated[list[str] | None, _IDS] = None,
    output: Annotated[Path | None, typer.Option(help="Write each page to ID.md in this folder.")] = None,
) -> None:
    """Render personas as pages for trainers, secrets included: {"id", "text"} each, text in Markdown."""
    for persona in _chosen(ids):
        if output is None:
            emit({"id": persona.id, "text": render_trainer_sheet(persona)})
            continue
        output.mkdir(parents=True, exist_ok=True)
        path = output / f"{persona.id}.md"
        path.write_text(render_trainer_sheet(persona), encoding="utf-8")
        emit({"id": persona.id, "written": str(path)})


@app.command()
def new(
    persona_id: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and _.")],
    name: Annotated[str, typer.Option(help="The customer's name.")] = persona_scaffold.NAME,
    folder: Annotated[
        Path | None, typer.Option(help="Where to write ID.yaml; by default the personas' folder.")
    ] = None,
    lean: Annotated[bool, typer.Option("--lean", help="Write a lean file: some 50 lines, all to be written.")] = False,
) -> None:
    """Write a new persona file; then make it your own.

    A full one loads, passes the check and can be played at once. A lean one (--lean) is a template with a comment at
    each key: the check names every text in it until you have written it.
    """
    target = folder or open_room(load_settings()).library.personas_dir
    if lean:
        given = {} if name == persona_scaffold.NAME else {"name": name}
        path = persona_scaffold.write_text(target, persona_id, filled({"id": persona_id, **given}))
    else:
        path = persona_scaffold.write(target, persona_id, name)
    emit({"id": persona_id, "written": str(path)})


app.command("draft")(persona_draft.draft)
app.command("editions")(editions)


def _chosen(ids: list[str] | None) -> list[Persona]:
    library = open_room(load_settings()).library
    return [library.persona(name) for name in ids] if ids else list(library.personas().values())
