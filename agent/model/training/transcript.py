"""Transcript: talk from outside that somebody brought in, and how its lines were read."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.model.base import FrozenModel
from agent.model.verdict import TalkVerdict, Verdict


class TranscriptState(StrEnum):
    """How far a transcript is: its speakers are not told yet, it is being read, broken off, or read to its end."""

    WAITING = "waiting"
    SCORING = "scoring"
    STOPPED = "stopped"
    SCORED = "scored"


class TranscriptLine(FrozenModel):
    """One line of it.

    Attributes:
        number: its line in the file, or which item or cue it is. by: who says it, as written.
        session: which conversation of the file, empty for the only one. time: as written.
    """

    number: int = Field(ge=1)
    by: str
    text: str
    session: str = ""
    time: str = ""


class Transcript(FrozenModel):
    """What was read of a file, and what graders say of its lines.

    Attributes:
        name: the file's. form, encoding, separator: how it was read, in words. columns: which held what.
        unit: what `number` counts. parts: name -> whose side, empty until somebody has said so.
        verdicts, talks: index of a line, from 0 -> how it was read; lines that are not in either are still to be read.
        read: when a rep's line was last read; None before one was, and in what was kept before this was told.
    """

    name: str
    form: str
    encoding: str
    separator: str = ""
    columns: dict[str, str] = {}
    unit: str = "line"
    lines: tuple[TranscriptLine, ...]
    parts: dict[str, Literal["rep", "customer", "skip"]] = {}
    verdicts: dict[int, Verdict] = {}
    talks: dict[int, TalkVerdict] = {}
    read: datetime | None = None

    def part(self, line: TranscriptLine) -> str:
        """Return whose side a line is on: `rep`, `customer`, or `skip`."""
        return self.parts.get(line.by, "skip")

    @property
    def to_read(self) -> list[int]:
        """Indexes of the lines that are still to be read."""
        done = self.verdicts.keys() | self.talks.keys()
        return [at for at, line in enumerate(self.lines) if self.part(line) != "skip" and at not in done]
