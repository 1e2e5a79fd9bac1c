"""Desk bringing: a trainer chooses how many disputed, unsure and random lines come to the label desk.

Lines come only from sessions that were given to the trainer's team, or, where nobody signs in, from the room's own.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.errors import TurnRefused
from agent.model.background import Said
from agent.model.practice.person import Role
from agent.model.training.coding import EngineReading, engine_reading, heard_as
from agent.model.training.desk_line import CONTEXT_LINES, LONGEST_LINE, DeskLine, Source, desk_id
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal import exams
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.desk.label_desk import team_at_desk

NEWEST_SESSIONS = 200
"""Sessions that lines are looked for in: what a team of ten gives in a month."""

MOST_AT_ONCE = 200
"""Lines of one kind that come with one click: several evenings of labelling."""

MOST_LINES = 2_000
"""Lines that a team keeps at the desk; the screens read them all."""

READ_AT_ONCE = 100
"""Lines that the embedded coder reads with one click: some seconds."""


@dataclass(frozen=True)
class NewLine:
    """A line from elsewhere, such as a transcript.

    Attributes:
        origin: the id of what it stands in; taking that out of the desk takes the line with it. number: which line.
    """

    speaker: str
    text: str
    context: Sequence[Said]
    origin: str
    number: int


class DeskBringing:
    """What a trainer does with the desk's lines. Every method raises NotSignedIn for whoever is no trainer."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room, self._log = room, room.room.log

    def bring(self, disputed: int, unsure: int, sampled: int) -> dict[Source, int]:
        """Bring so many lines of each kind, and return how many came. Those of the sample are drawn at random.

        Raises:
            TurnRefused: too many at once, or none is there to come.
        """
        wanted = {Source.DISPUTED: disputed, Source.UNSURE: unsure, Source.SAMPLED: sampled}
        if any(not 0 <= count <= MOST_AT_ONCE for count in wanted.values()):
            raise TurnRefused(f"bring 0 to {MOST_AT_ONCE} lines of a kind at once")
        came = {source: lines[: wanted[source]] for source, lines in self._ready().items()}
        if not any(came.values()):
            raise TurnRefused("no such line waits. Mend: ask for another kind, or wait until reps give more sessions.")
        self._add([line for lines in came.values() for line in lines])
        return {source: len(lines) for source, lines in came.items()}

    def _ready(self) -> dict[Source, list[DeskLine]]:
        """Return what could come and is not there yet, each line under one kind: disputed before unsure before any."""
        team = team_at_desk(self._room, Role.TRAINER)
        there = self._log.training.desk.ids(team)
        found: dict[Source, list[DeskLine]] = {Source.DISPUTED: [], Source.UNSURE: [], Source.SAMPLED: []}
        for info in self._sessions(team):
            for line in self._lines_of(info, team):
                if line.id not in there and len(line.text) <= LONGEST_LINE:
                    there.add(line.id)
                    found[line.source].append(line)
        random.shuffle(found[Source.SAMPLED])
        return found

    def unread(self) -> list[DeskLine]:
        """Return the lines that the embedded coder has not read."""
        lines = self._log.training.desk.lines(team_at_desk(self._room, Role.TRAINER))
        return [line for line in lines if not any(engine.startswith("embedded") for engine in line.readings)]

    async def read_embedded(self) -> AsyncIterator[tuple[int, int]]:
        """Let the embedded coder read what it has not read; yields (read, of) after each line."""
        waiting = (await asyncio.to_thread(self.unread))[:READ_AT_ONCE]
        for number, line in enumerate(waiting, 1):
            engine, reading = await self._read(line)
            if reading is not None:
                await asyncio.to_thread(self._log.training.desk.read, line.id, engine, reading)
            yield number, len(waiting)

    async def _read(self, line: DeskLine) -> tuple[str, EngineReading | None]:
        grader = await self._room.room.embedded_grader()
        if line.speaker == "rep":
            return grader.engine, engine_reading(await grader.grade(line.text, line.context))
        return grader.engine, heard_as(await grader.talk(line.text, line.context))

    def _add(self, lines: Sequence[DeskLine]) -> int:
        team = team_at_desk(self._room, Role.TRAINER)
        if self._log.training.desk.count(team) + len(lines) > MOST_LINES:
            raise TurnRefused(f"a desk holds {MOST_LINES} lines. Mend: save what was coded, and bring fewer.")
        return self._log.training.desk.add(lines)

    def _sessions(self, team: str) -> list[SessionInfo]:
        person = self._room.person
        if person.id:
            return self._log.submissions.of_team(team, person.id, NEWEST_SESSIONS)
        return [info for info in self._room.sessions(NEWEST_SESSIONS) if not exams.under_way(info)]

    def _lines_of(self, info: SessionInfo, team: str) -> Iterator[DeskLine]:
        disputed = {dispute.turn for dispute in self._log.disputes.of(info.id)}
        said = [Said(speaker="customer", text=info.opening)]
        for turn in self._log.turns(info.id):
            shared = turn.number <= info.parent_turn
            home = self._log.disputes.home(info.id, turn.number) if shared else info.id
            whole = DeskLine(
                id=desk_id(team, home, turn.number, "rep"),
                team=team,
                source=Source.DISPUTED if turn.number in disputed else _source_of(turn),
                speaker="rep",
                text=turn.rep,
                context=tuple(said[-CONTEXT_LINES:]),
                session=info.id,
                number=turn.number,
                group=desk_id("group", home),
                readings=_readings_of(turn),
                by=self._room.person.owns_as,
                at=datetime.now(UTC),
            )
            said.append(Said(speaker="rep", text=turn.rep))
            yield whole
            if turn.reply.text:
                yield _answer_to(whole, turn, tuple(said[-CONTEXT_LINES:]))
                said.append(Said(speaker="customer", text=turn.reply.text))


def _source_of(turn: Turn) -> Source:
    return Source.UNSURE if turn.verdict.unsure else Source.SAMPLED


def _readings_of(turn: Turn) -> dict[str, EngineReading]:
    reading = engine_reading(turn.verdict)
    return {turn.verdict.engine: reading} if reading else {}


def _answer_to(line: DeskLine, turn: Turn, before: tuple[Said, ...]) -> DeskLine:
    """Return what the customer said to a rep's line, as a line of the desk."""
    told = {"speaker": "customer", "text": turn.reply.text, "context": before, "readings": {}}
    return line.model_copy(update={**told, "id": desk_id("customer", line.id), "source": Source.SAMPLED})


def add_lines(room: PersonalRoom, lines: Sequence[NewLine]) -> int:
    """Bring lines of a transcript to the desk of one's team, and return how many came.

    Raises:
        NotSignedIn: one is no trainer. TurnRefused: the desk would hold too many.
    """
    team, now = team_at_desk(room, Role.TRAINER), datetime.now(UTC)
    made = [
        DeskLine(
            id=desk_id(team, line.origin, line.number, line.speaker),
            team=team,
            source=Source.TRANSCRIPT,
            speaker="rep" if line.speaker == "rep" else "customer",
            text=line.text,
            context=tuple(line.context)[-CONTEXT_LINES:],
            session=line.origin,
            number=line.number,
            group=desk_id("group", line.origin),
            by=room.person.owns_as,
            at=now,
        )
        for line in lines
        if 0 < len(line.text) <= LONGEST_LINE
    ]
    return DeskBringing(room)._add(made)
