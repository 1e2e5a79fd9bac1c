"""`rollwith personas draft`: a lean persona drafted from pasted notes, by a model or by their headings."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from agent.cli.writing.persona_scaffold import free_path, write_text
from agent.console import emit, tell
from agent.content.lean.lint import lint_lean
from agent.content.lean.notes.unplaced import unplaced_in
from agent.content.lean.reading import read_lean
from agent.errors import DataError
from agent.runtime.engine_factory import Engines
from agent.runtime.room import open_room
from agent.runtime.workshop.drafting.drafting import Draft, draft_with_model
from agent.settings import Settings, load_settings

LARGEST = 500_000
"""Bytes of notes or of a transcript that are read."""

SHORTEST = 20
"""Letters that say anything of a customer."""


def draft(
    persona_id: Annotated[str, typer.Option("--id", help="Lower-case letters, digits and _.")],
    notes: Annotated[str, typer.Option(help="A text file with your notes, or - for standard input.")],
    transcript: Annotated[Path | None, typer.Option(help="An example talk, `Speaker: words` in each line.")] = None,
    customer: Annotated[str, typer.Option(help="Who of the talk is the customer, where the names do not say.")] = "",
    without: Annotated[list[str] | None, typer.Option(help="A name to take out of the talk; may be repeated.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Where to write ID.yaml; else the personas' folder.")] = None,
) -> None:
    """Draft a lean persona from notes: {"id", "written", "by", "left", "made_up"}.

    left: findings of the check, most of them texts still to be written; made_up: names and numbers of a model's that
    the notes do not hold. With an endpoint set, a model writes the whole; else, or where it gives no answer, what
    stands under headings such as "Name:", "Role:", "## Facts" is filled in and the rest stays a template that the check
    tells of; the exit code is 0 then, too, and standard error says why. What of the notes has no place in the draft is
    told on standard error, and stands as comments at the end of the file. A file that exists is never written over.
    """
    from agent.runtime.personal.training.editing.example_talk import by_parts  # brings the log, which is slow to load

    settings = load_settings()
    told, talk = _text_of(notes), _text_of(str(transcript)) if transcript else ""
    talk = by_parts(talk, customer)
    if len(told.strip()) < SHORTEST and not talk.strip():
        raise DataError(Path(notes), "", "too short to tell of anybody", f"write {SHORTEST} letters or more")
    into = folder or open_room(settings).library.personas_dir
    free_path(into, persona_id)
    made = asyncio.run(_drafted(settings, told, persona_id, talk, without or ()))
    if made.degraded:
        tell(made.degraded)
    for one in unplaced_in(made.text):
        tell(f"not placed: {one}")
    path = write_text(into, persona_id, made.text)
    _, lean, broken = read_lean(made.text, path.name)
    left, by = len(lint_lean(lean)) if lean else len(broken), "headings" if made.degraded else "model"
    emit({"id": persona_id, "written": str(path), "by": by, "left": left, "made_up": list(made.made_up)})


async def _drafted(settings: Settings, told: str, persona_id: str, talk: str, without: Sequence[str]) -> Draft:
    engines = Engines(settings)
    try:
        return await draft_with_model(engines.model("draft"), told, persona_id, talk, without)
    finally:
        await engines.aclose()


def _text_of(name: str) -> str:
    path = Path(name)
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _beginning_of(path)
        text = raw.decode("utf-8-sig")
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "name a text file") from None
    except UnicodeDecodeError:
        raise DataError(path, "", "not UTF-8 text", "save the file with the encoding UTF-8") from None
    if len(raw) > LARGEST:
        raise DataError(path, "", f"larger than {LARGEST:,} bytes", "leave out what does not concern the customer")
    return text


def _beginning_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
