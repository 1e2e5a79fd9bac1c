"""Transcript log: talk from outside that somebody brought in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, or_, select

from agent.model.training.transcript import Transcript, TranscriptState
from agent.storage.database import Database
from agent.storage.training.tables import desk_lines, transcripts


@dataclass(frozen=True)
class KeptTranscript:
    """One in a list. `lines`: how many it has. `at`: when it was brought in."""

    id: str
    name: str
    state: TranscriptState
    lines: int
    at: datetime


class TranscriptLog:
    """Keeps transcripts, each of one owner. Every method raises StoreError where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, id_: str, owner: str | None, team: str, transcript: Transcript, most: int) -> bool:
        """Keep a transcript; say whether there was room for it among the owner's `most`."""
        values = {
            "id": id_,
            "owner": owner or "",
            "team": team,
            "name": transcript.name,
            "state": TranscriptState.WAITING.value,
            "lines": len(transcript.lines),
            "body": transcript.model_dump_json(),
            "at": datetime.now(UTC),
        }
        with self._database.writing() as connection:
            counted = select(func.count()).select_from(transcripts).where(transcripts.c.owner == (owner or ""))
            if connection.execute(counted).scalar_one() >= most:
                return False
            connection.execute(transcripts.insert().values(**values))
        return True

    def all(self, owner: str | None) -> list[KeptTranscript]:
        """Return somebody's transcripts, newest first, without their words."""
        table = transcripts.c
        wanted = select(table.id, table.name, table.state, table.lines, table.at).where(table.owner == (owner or ""))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(table.at.desc(), table.id)).all()
        return [KeptTranscript(row.id, row.name, _state(row.state), row.lines, row.at) for row in rows]

    def one(self, id_: str, owner: str | None) -> tuple[Transcript, TranscriptState] | None:
        """Return one of somebody's transcripts and how far it is, or None."""
        wanted = select(transcripts.c.body, transcripts.c.state).where(*_mine(id_, owner))
        with self._database.reading() as connection:
            row = connection.execute(wanted).first()
        return (Transcript.model_validate_json(row.body), _state(row.state)) if row is not None else None

    def begun(self, owner: str | None, team: str, most: int) -> list[tuple[str, datetime, Transcript]]:
        """Return transcripts whose reading was begun: somebody's own, and those whose lines stand at a team's desk.

        Args:
            team: its name; the empty one has nothing of its own.

        Returns:
            Id, when it was brought in, and the transcript, the last brought in first.
        """
        table, at_desk = transcripts.c, select(desk_lines.c.session)
        at_desk = at_desk.where(desk_lines.c.team == team, desk_lines.c.team != "", desk_lines.c.session.is_not(None))
        readable = or_(table.owner == (owner or ""), table.id.in_(at_desk))
        wanted = select(table.id, table.at, table.body).where(readable, table.state != TranscriptState.WAITING.value)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(table.at.desc(), table.id).limit(most)).all()
        return [(row.id, row.at, Transcript.model_validate_json(row.body)) for row in rows]

    def begin(self, id_: str, owner: str | None, transcript: Transcript, turn: str) -> bool:
        """Keep how the speakers were told, and that it is being read; say whether it is there.

        Args:
            turn: who reads it from now on; whoever read it before keeps nothing more.
        """
        return self._update(_mine(id_, owner), transcript, f"{TranscriptState.SCORING.value} {turn}")

    def keep(self, id_: str, owner: str | None, transcript: Transcript, turn: str, state: TranscriptState) -> bool:
        """Keep how far it was read; say whether it is still this turn's: a stopped turn keeps what it had at last."""
        own = [TranscriptState.SCORING] if state is TranscriptState.SCORING else list(TranscriptState)
        mine = (*_mine(id_, owner), transcripts.c.state.in_([f"{one.value} {turn}" for one in own]))
        told = f"{state.value} {turn}" if state is TranscriptState.SCORING else state.value
        return self._update(mine, transcript, told)

    def reads(self, id_: str, turn: str) -> bool:
        """Say whether it is still this turn's to read: it was not stopped, taken over or erased."""
        wanted = select(transcripts.c.state).where(transcripts.c.id == id_)
        with self._database.reading() as connection:
            return connection.execute(wanted).scalar() == f"{TranscriptState.SCORING.value} {turn}"

    def stop(self, id_: str, owner: str | None) -> bool:
        """Have it read no further; say whether it was being read."""
        being_read = transcripts.c.state.like(f"{TranscriptState.SCORING.value}%")
        with self._database.writing() as connection:
            stopped = transcripts.update().where(*_mine(id_, owner), being_read)
            told = func.replace(transcripts.c.state, TranscriptState.SCORING.value, TranscriptState.STOPPED.value)
            return connection.execute(stopped.values(state=told)).rowcount > 0

    def erase(self, id_: str, owner: str | None) -> bool:
        """Erase one of somebody's transcripts, and scrub its words; say whether it was there."""
        with self._database.writing() as connection:
            gone = connection.execute(transcripts.delete().where(*_mine(id_, owner))).rowcount > 0
        if gone:
            self._database.scrub()
        return gone

    def _update(self, mine: tuple[ColumnElement[bool], ...], transcript: Transcript, state: str) -> bool:
        with self._database.writing() as connection:
            kept = transcripts.update().where(*mine).values(body=transcript.model_dump_json(), state=state)
            return connection.execute(kept).rowcount > 0


def _mine(id_: str, owner: str | None) -> tuple[ColumnElement[bool], ...]:
    return transcripts.c.id == id_, transcripts.c.owner == (owner or "")


def _state(told: str) -> TranscriptState:
    return TranscriptState(told.split(" ")[0])
