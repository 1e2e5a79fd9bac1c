"""`rollwith grade`: lines in, verdicts out."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ValidationError

from agent.cli.options import EngineOption
from agent.console import emit, tell
from agent.content.transcripts.graded_input import lines_in
from agent.errors import DataError
from agent.model.background import Said
from agent.model.verdict import UNSURE, TalkVerdict, Verdict
from agent.runtime.room import Room, open_room
from agent.settings import load_settings

ABREAST = 8
"""Lines graded at the same time: an endpoint answers several calls abreast."""


NAMED = 20
"""Lines that are named at most where the grader is not sure."""


SHAPE = (
    'write one object per line, {"id", "context", "text"}, a list of them, or {"messages": [{"role", "content"}]}; '
    "whose a line is, say with rep or customer, or agent, assistant, client, user"
)
"""What is read, as an error tells it."""


class Speaker(StrEnum):
    """Whose lines are graded."""

    REP = "rep"
    CUSTOMER = "customer"


class Line(BaseModel):
    """One line of the input file."""

    id: str | int | float
    context: tuple[Said, ...] = ()
    text: str


@dataclass(frozen=True)
class Misread:
    """A line of the input file that cannot be graded."""

    number: int
    error: str
    id: str | int | float | None = None


def grade_command(
    source: Annotated[Path, typer.Option("--input", help="A JSONL file, or - for standard input.")],
    speaker: Annotated[Speaker, typer.Option(help="Whose lines they are.")] = Speaker.REP,
    engine: EngineOption = None,
    repeats: Annotated[int, typer.Option(help="Grade each line so many times.", min=1, max=1000)] = 1,
) -> None:
    """Grade lines: rep lines by the rubric, or customer lines by their talk.

    Input, one JSON object per line: {"id", "context": [{"speaker": "rep"|"customer", "text": "..."}], "text": "..."}.
    A list of such objects, "role" and "content" for "speaker" and "text", the usual words for the two sides (agent,
    assistant, client, user, in any case), and whole conversations {"messages": [{"role", "content"}]} are read as well.

    Standard output: {"id", "verdict"} per line. With --repeats above 1: {"id", "repeat", "verdict"} per line and
    repeat, counted from 1. The verdict of a rep line: {"primary", "codes", "checks", "empathy", "empowerment",
    "stance", "criteria", "ungraded", "rubric", "engine", "degraded", "grounding", "taken_up"}; of a customer line:
    {"talk", "confidence", "reason", "degraded"}. "degraded" is null, or why the built-in grader read the line instead
    of the model, or nobody could tell.

    Where the grader is not sure (a confidence below 0.6), or where it gave none, standard error names the lines when
    all are graded.

    A malformed line gives {"line", "error"} with its number (and its "id", if it has one); the rest is graded, and
    the exit code is 1.
    """
    room = open_room(load_settings(), engine)
    found = asyncio.run(_grade_all(room, _read_lines(source, speaker), speaker, repeats))
    if found.unsure:
        told = f"not sure (confidence below {UNSURE:g}) of {len(found.unsure)} of the lines"
        tell(f"{told}; their ids: {_some_ids(found.unsure)}")
    if found.lacking:
        told = f"{len(found.lacking)} of the lines were not graded by the grader that was asked"
        tell(f"{told}; their ids: {_some_ids(list(found.lacking))}; the first: {next(iter(found.lacking.values()))}")
    if found.misread:
        tell(f'{found.misread} of the input lines could not be read; see the objects with an "error"')
        raise typer.Exit(1)


@dataclass
class _Tally:
    """What is told when all are graded.

    Attributes:
        misread: lines that could not be read. unsure: ids of lines the grader is not sure of.
        lacking: id -> why, of lines that got no grade, or one of another grader that stood in.
    """

    misread: int = 0
    unsure: list[str] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)

    def hear(self, line: Line | Misread, verdicts: Sequence[Verdict | TalkVerdict]) -> None:
        """Count one line of the input."""
        if isinstance(line, Misread):
            self.misread += 1
            return
        whys = [verdict.degraded or getattr(verdict, "ungraded", None) for verdict in verdicts]
        if why := next(filter(None, whys), None):
            self.lacking[str(line.id)] = why
        elif any(verdict.unsure for verdict in verdicts):
            self.unsure.append(str(line.id))


def _some_ids(ids: Sequence[str]) -> str:
    return ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")


async def _grade_all(room: Room, lines: Iterator[Line | Misread], speaker: Speaker, repeats: int) -> _Tally:
    tally = _Tally()
    try:
        while batch := list(islice(lines, ABREAST)):
            found = await asyncio.gather(*(_verdicts(room, line, speaker, repeats) for line in batch))
            for line, verdicts in zip(batch, found, strict=True):
                for record in _records(line, verdicts):
                    emit(record)
                tally.hear(line, verdicts)
    finally:
        await room.aclose()
    return tally


async def _verdicts(room: Room, line: Line | Misread, speaker: Speaker, repeats: int) -> list[Verdict | TalkVerdict]:
    if isinstance(line, Misread):
        return []
    grade = room.grade if speaker is Speaker.REP else room.talk
    return [await grade(line.text, line.context) for _ in range(repeats)]


def _records(line: Line | Misread, verdicts: Sequence[Verdict | TalkVerdict]) -> list[dict[str, object]]:
    if isinstance(line, Misread):
        named = {} if line.id is None else {"id": line.id}
        return [{**named, "line": line.number, "error": line.error}]
    told = [verdict.model_dump(mode="json") for verdict in verdicts]
    if len(told) == 1:
        return [{"id": line.id, "verdict": told[0]}]
    return [{"id": line.id, "repeat": number, "verdict": verdict} for number, verdict in enumerate(told, 1)]


def _read_lines(source: Path, speaker: Speaker) -> Iterator[Line | Misread]:
    try:
        with sys.stdin.buffer if str(source) == "-" else source.open("rb") as file:
            for number, raw in enumerate(file, 1):
                if raw.strip():
                    yield from _parsed(number, raw, speaker)
    except OSError as error:
        raise DataError(source, "", f"cannot be read ({error.strerror})", "name a file that exists") from None


def _parsed(number: int, raw: bytes, speaker: Speaker) -> Iterator[Line | Misread]:
    try:
        record = _whole_number(json.loads(raw.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        yield Misread(number, f"not JSON in UTF-8: {error}. Mend: {SHAPE}")
        return
    for found in lines_in(record, number, speaker.value):
        yield _line_read(number, found)


def _line_read(number: int, record: Any) -> Line | Misread:
    if not isinstance(record, dict):
        return Misread(number, f"not a JSON object. Mend: {SHAPE}")
    try:
        return Line.model_validate(record)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        known = record.get("id")
        told = f"{where}: {problem['msg']}. Mend: {SHAPE}"
        return Misread(number, told, known if isinstance(known, str | int | float) else None)


def _whole_number(value: Any) -> Any:
    """Replace lone surrogates, which JSON can hold and no text can."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {key: _whole_number(inner) for key, inner in value.items()}
    return [_whole_number(inner) for inner in value] if isinstance(value, list) else value
