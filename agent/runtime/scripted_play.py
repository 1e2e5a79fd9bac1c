"""Scripted play: a rep, most often a script of lines, against a customer, as `rollwith play` and the evals run it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from agent.errors import DataError, TurnNotAnswered
from agent.model.debrief import Debrief
from agent.model.events import Ended, Event, NotAnswered, Whole
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.runtime.room import Room
from agent.text.sanitize import LONGEST_LINE

SILENCE = "..."
"""What an empty line of a script is played as: the rep says nothing."""

SUFFIXES = (".txt", ".jsonl")


class Rep(Protocol):
    """Whoever plays the rep."""

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return what to say after the customer's opening and these whole turns, or None to end the session."""
        ...


@dataclass(frozen=True)
class Script:
    """Rep lines in order, whatever the customer says; `name` is the name of the file they come from."""

    name: str
    lines: tuple[str, ...]

    async def next_line(self, opening: str, turns: Sequence[Turn]) -> str | None:
        """Return the next line, or None after the last."""
        return self.lines[len(turns)] if len(turns) < len(self.lines) else None

    def without(self, at: int) -> Script:
        """Return the script without one of its lines."""
        return replace(self, lines=self.lines[:at] + self.lines[at + 1 :])


async def play(room: Room, info: SessionInfo, rep: Rep) -> AsyncIterator[Turn | UnansweredLine | Debrief]:
    """Play a rep in a session that was just started: yields each whole turn, and last of all the debrief.

    A rep who goes on when the session has ended is not heard; one who stops sooner leaves it open and ends it there.
    A line that is not answered is tried once more; then a script goes on with its next line.

    Raises:
        TurnNotAnswered: a line was not answered, and the rep chooses lines by the answers. TurnRefused: no debrief.
    """
    turns: list[Turn] = []
    while (line := await rep.next_line(info.opening, turns)) is not None:
        async for event in _said(room, info.id, line):
            if isinstance(event, Whole):
                turns.append(event.turn)
                yield event.turn
            elif isinstance(event, Ended):
                yield event.debrief
                return
            elif isinstance(event, NotAnswered):
                if not isinstance(rep, Script):
                    raise TurnNotAnswered(f"line {event.line.number} of {info.id} was not answered: {event.line.why}")
                rep = rep.without(len(turns))
                yield event.line
    yield await room.finish(info.id)


async def _said(room: Room, session: str, line: str) -> AsyncIterator[Event]:
    """Say a line, and once more if it is not answered; only the second failure is told."""
    failed = False
    async for event in room.say(session, line):
        failed = failed or isinstance(event, NotAnswered)
        if not isinstance(event, NotAnswered):
            yield event
    if failed:
        async for event in room.retry(session):
            yield event


def read_scripts(path: Path) -> list[Script]:
    """Read a script file, or every `*.txt` and `*.jsonl` in a folder, by name.

    Raises:
        DataError: there is no script, or a line of one cannot be played.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES and file.is_file())
        if not files:
            raise DataError(path, "", "the folder holds no script", "put a *.txt or *.jsonl file of rep lines in it")
        return [_read_script(file) for file in files]
    if path.is_file() and path.suffix not in SUFFIXES:
        raise DataError(path, "", "is neither *.txt nor *.jsonl", "name the file by what it holds")
    return [_read_script(path)]


def _read_script(path: Path) -> Script:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "name a file that exists") from None
    except UnicodeDecodeError as error:
        raise DataError(path, "", f"is not UTF-8 text ({error.reason})", "save it as UTF-8") from None
    raw = text.split("\n")
    while len(raw) > 1 and not raw[-1].strip():
        raw.pop()
    if path.suffix == ".jsonl":
        lines = [_from_json(path, number, line) for number, line in enumerate(raw, 1) if line.strip()]
    else:
        lines = [_checked(path, number, line) for number, line in enumerate(raw, 1)]
    if not lines:
        raise DataError(path, "", "holds no line", "write one rep line per line")
    return Script(path.name, tuple(lines))


def _from_json(path: Path, number: int, line: str) -> str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise DataError(path, "", "is not JSON", 'write {"rep": "..."}', number) from None
    if not isinstance(record, dict) or not isinstance(record.get("rep"), str):
        raise DataError(path, "rep", "is missing or not text", 'write {"rep": "..."}', number)
    return _checked(path, number, record["rep"])


def _checked(path: Path, number: int, line: str) -> str:
    line = line.strip()
    if len(line) > LONGEST_LINE:
        raise DataError(path, "", f"has {len(line)} characters", f"use at most {LONGEST_LINE}", number)
    return line or SILENCE
