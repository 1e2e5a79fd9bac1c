"""Transcripts: real talk that one person brings in, has scored, and alone can read."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from agent.content.transcripts.columns import columns_of
from agent.content.transcripts.reading import read_table
from agent.content.transcripts.speakers import PARTS, Part
from agent.content.transcripts.talk import lines_of
from agent.errors import NotSignedIn, TurnRefused
from agent.model.background import Said
from agent.model.practice.person import Role
from agent.model.training.transcript import Transcript, TranscriptLine, TranscriptState
from agent.model.verdict import TalkVerdict, Verdict
from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.personal.training.desk.desk_bringing import NewLine, add_lines
from agent.storage.training.transcript_log import KeptTranscript, TranscriptLog

LARGEST_FILE = 2_000_000
"""Bytes of a file: ten hours of talk as captions."""

MOST_KEPT = 200
"""Transcripts that one person keeps."""

CONTEXT_LINES = 6
"""Lines before a line that a grader is given, as in the evals."""

ABREAST = 4
"""Lines that are read at the same time; an endpoint answers several calls abreast."""

KEPT_EVERY = 4.0
"""Seconds after which what was read is kept: a program that is ended loses no more than that."""

LONGEST_NAME = 120
"""Letters of a file's name."""

_WRONG_PART = "say of each speaker whether they are the rep or the customer, or to be left out"


@dataclass
class Progress:
    """How far reading is: lines read so far, of how many."""

    done: int
    of: int


@dataclass
class _Reading:
    """What is read so far, and when the last of the rep's lines was."""

    verdicts: dict[int, Verdict] = field(default_factory=dict)
    talks: dict[int, TalkVerdict] = field(default_factory=dict)
    read: datetime | None = None

    def added_to(self, transcript: Transcript) -> Transcript:
        """Return the transcript with it."""
        told = {"verdicts": dict(self.verdicts), "talks": dict(self.talks), "read": self.read}
        return transcript.model_copy(update=told)


class Transcripts:
    """The transcripts of the person a room belongs to.

    Raises:
        NotSignedIn: whoever it is may not bring in any; trainers and admins may.
    """

    def __init__(self, room: PersonalRoom) -> None:
        if not room.person.may(Role.TRAINER):
            raise NotSignedIn("transcripts are for trainers. Mend: ask an admin for that role.")
        self._room, self._owner = room, room.person.owns_as

    @property
    def _log(self) -> TranscriptLog:
        return self._room.room.log.training.transcripts

    def bring_in(self, name: str, data: bytes, speaker: str = "", text: str = "") -> str:
        """Read a file and keep it until its speakers are told; return its id.

        Args:
            speaker, text: the columns that hold who speaks and what, where their names do not say so.

        Raises:
            DataError: it cannot be read; the message names row and mend. TurnRefused: it is too large, or there are
                too many already. Nothing was kept.
        """
        if len(data) > LARGEST_FILE:
            raise TurnRefused(f"the file has more than {LARGEST_FILE / 1e6:.0f} MB; split it")
        name = " ".join(name.split())[:LONGEST_NAME] or "pasted text"
        table = read_table(name, data)
        columns = columns_of(table, speaker, text)
        lines = [TranscriptLine(**asdict(line)) for line in lines_of(table, columns)]
        transcript = Transcript(
            name=name,
            form=table.form,
            encoding=table.encoding,
            separator=table.separator,
            columns={use: column for use, column in asdict(columns).items() if column},
            unit=table.unit,
            lines=tuple(lines),
        )
        id_ = secrets.token_hex(8)
        if not self._log.add(id_, self._owner, self._room.person.team, transcript, MOST_KEPT):
            raise TurnRefused(f"you keep {MOST_KEPT} transcripts already; erase one first")
        return id_

    def all(self) -> list[KeptTranscript]:
        """Return one's own, newest first."""
        return self._log.all(self._owner)

    def one(self, id_: str) -> tuple[Transcript, TranscriptState]:
        """Return one of one's own and how far it is.

        Raises:
            TurnRefused: there is none.
        """
        found = self._log.one(id_, self._owner)
        if found is None:
            raise TurnRefused("that transcript is not there; choose one of your own")
        return found

    def erase(self, id_: str) -> None:
        """Erase one of one's own, and its lines at the label desk; raises as `one`."""
        if not self._log.erase(id_, self._owner):
            raise TurnRefused("that transcript is not there; choose one of your own")
        self._room.room.log.training.desk.take_out(id_)

    def bring_to_desk(self, id_: str) -> int:
        """Bring what was said in one of one's own to the label desk of one's team; return how many lines came.

        Raises:
            NotSignedIn: one belongs to no team. TurnRefused: it is not there, or nobody has said who is who in it.
        """
        transcript, _ = self.one(id_)
        lines = [
            NewLine(transcript.part(line), line.text, said_before(transcript, at), id_, at + 1)
            for at, line in enumerate(transcript.lines)
            if transcript.part(line) != "skip"
        ]
        if not lines:
            raise TurnRefused("nobody in it is rep or customer yet; say who is who first")
        return add_lines(self._room, lines)

    def stop(self, id_: str) -> None:
        """Have one of one's own read no further; what was read stays."""
        self._log.stop(id_, self._owner)

    async def score(self, id_: str, parts: Mapping[str, str] | None = None) -> AsyncIterator[Progress]:
        """Read every line that was not read yet: rep lines by the rubric, customer lines for their talk.

        Args:
            parts: name -> `rep`, `customer` or `skip`; None goes on with those that were told before.

        Raises:
            TurnRefused: there is no such transcript, or nobody in it is the rep. Nothing was read.
        """
        transcript, _ = await asyncio.to_thread(self.one, id_)
        if parts is not None:
            transcript = transcript.model_copy(
                update={"parts": _checked(transcript, parts), "verdicts": {}, "talks": {}}
            )
        if "rep" not in transcript.parts.values():
            raise TurnRefused("nobody is the rep yet; only a rep's lines are scored. Choose who it is")
        turn, reading = (
            secrets.token_hex(8),
            _Reading(dict(transcript.verdicts), dict(transcript.talks), transcript.read),
        )
        await asyncio.to_thread(self._log.begin, id_, self._owner, transcript, turn)
        state = TranscriptState.STOPPED
        try:
            async for progress in self._read_on(id_, transcript, turn, reading):
                yield progress
            state = TranscriptState.SCORED if not reading.added_to(transcript).to_read else state
        finally:
            kept = reading.added_to(transcript)
            await asyncio.shield(asyncio.to_thread(self._log.keep, id_, self._owner, kept, turn, state))

    async def _read_on(self, id_: str, transcript: Transcript, turn: str, reading: _Reading) -> AsyncIterator[Progress]:
        todo, kept = transcript.to_read, time.monotonic()
        whole = len(todo) + len(reading.verdicts) + len(reading.talks)
        for first in range(0, len(todo), ABREAST):
            if not await asyncio.to_thread(self._log.reads, id_, turn):
                break
            yield Progress(len(reading.verdicts) + len(reading.talks), whole)
            await asyncio.gather(*(self._line(transcript, at, reading, id_) for at in todo[first : first + ABREAST]))
            if time.monotonic() - kept > KEPT_EVERY:
                now, kept = reading.added_to(transcript), time.monotonic()
                await asyncio.to_thread(self._log.keep, id_, self._owner, now, turn, TranscriptState.SCORING)

    async def _line(self, transcript: Transcript, at: int, reading: _Reading, id_: str) -> None:
        line, context = transcript.lines[at], said_before(transcript, at)
        if transcript.part(line) == "rep":
            # a model's calls are paid from the transcript's own budget, as those of a session from the session's
            reading.verdicts[at] = await self._room.room.grade(line.text, context, payer=f"transcript-{id_}")
            reading.read = datetime.now(UTC)
        else:
            reading.talks[at] = await self._room.room.talk(line.text, context, payer=f"transcript-{id_}")


def said_before(transcript: Transcript, at: int) -> list[Said]:
    """Return the lines of the same conversation before one, at most `CONTEXT_LINES`, oldest first."""
    session = transcript.lines[at].session
    found: list[Said] = []
    for line in reversed(transcript.lines[:at]):
        if line.session != session or len(found) == CONTEXT_LINES:
            break
        if (part := transcript.part(line)) != "skip":
            found.append(Said(speaker="rep" if part == "rep" else "customer", text=line.text))
    return found[::-1]


def _checked(transcript: Transcript, parts: Mapping[str, str]) -> dict[str, Part]:
    names = dict.fromkeys(line.by for line in transcript.lines)
    checked: dict[str, Part] = {}
    for name in names:
        part = next((known for known in PARTS if known == parts.get(name)), None)
        if part is None:
            raise TurnRefused(f"nothing is said of {name or 'lines without a name'!r}; {_WRONG_PART}")
        checked[name] = part
    return checked
