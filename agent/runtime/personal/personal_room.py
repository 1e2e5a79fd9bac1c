"""PersonalRoom: the room as one person has it. Whose a session is, is asked here, whichever door they came through.

What is not theirs, they are told is not there: nobody learns from an answer that a session exists.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from agent.content.library import Library
from agent.errors import UnknownSession
from agent.model.debrief import Debrief
from agent.model.events import Event
from agent.model.persona import Persona
from agent.model.practice.person import LOCAL, Person, Role
from agent.model.practice.terms import ExamTerms, Mode
from agent.model.rubric import Rubric
from agent.model.turn import SessionInfo, Turn, UnansweredLine
from agent.runtime.engine_factory import EngineSelection
from agent.runtime.personal import exams
from agent.runtime.personal.people.auditing import note_reading
from agent.runtime.room import Room


class PersonalRoom:
    """What one person may do and see. Every method raises UnknownSession for a session that is not theirs."""

    def __init__(self, room: Room, person: Person) -> None:
        self.room, self.person = room, person

    @property
    def library(self) -> Library:
        """The personas and rubrics, which are everybody's."""
        self.room.before_reading()
        return self.room.library

    def engines(self) -> EngineSelection:
        """Return which engines speak, and why these."""
        return self.room.engines()

    def sessions(self, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return one's own sessions, newest first."""
        return self.room.sessions_of(self.person.owns_as, limit, offset)

    def session(self, session: str) -> SessionInfo:
        """Return what is known of a session that one may read."""
        return self._readable(session)

    def is_own(self, info: SessionInfo) -> bool:
        """Say whether a session is one's own, to go on with and not only to read."""
        return info.owner == self.person.owns_as

    def read_of(self, session: str) -> Person | None:
        """Return whose session it is that one only reads; None for one's own, and for what one cannot read."""
        try:
            info = self._readable(session)
        except UnknownSession:
            return None
        return None if self.is_own(info) or info.owner is None else self.room.person(info.owner)

    def own(self, session: str) -> SessionInfo:
        """Return what is known of a session of one's own."""
        info = self.room.session(session)
        if not self.is_own(info):
            raise _unknown(session)
        return info

    def turns(self, session: str, last: int | None = None) -> list[Turn]:
        """Return the whole turns of a session in order, or only the last few; of an exam under way, the words alone."""
        info = self._readable(session)
        turns = self.room.turns(session, last)
        return [exams.veiled(turn) for turn in turns] if exams.under_way(info) else turns

    def pending(self, session: str) -> str | None:
        """Return one's line that still waits for its answer, if any; nobody else finishes it."""
        info = self._readable(session)
        return self.room.pending(session) if self.is_own(info) else None

    def unanswered(self, session: str) -> list[UnansweredLine]:
        """Return the lines of a session that ended without an answer, in order."""
        self._readable(session)
        return self.room.unanswered(session)

    def persona_of(self, info: SessionInfo) -> Persona:
        """Return the persona a session began with."""
        return self.room.persona_of(info)

    def rubric_of(self, info: SessionInfo) -> Rubric:
        """Return the rubric a session began with."""
        return self.room.rubric_of(info)

    def debrief(self, session: str) -> Debrief | None:
        """Return the debrief of an ended session, or None."""
        self._readable(session)
        return self.room.debrief(session)

    async def start(
        self, persona: str, *, mode: Mode = Mode.PRACTICE, terms: ExamTerms | None = None, seed: int | None = None
    ) -> SessionInfo:
        """Begin a session of one's own; an exam that is open with this customer is gone on with.

        Args:
            terms: what an exam asks, by default what the room is set to.

        Raises:
            TurnRefused: this exam may not be taken again.
        """
        if mode is not Mode.EXAM:
            return await self.room.start(persona, owner=self.person.owns_as, mode=mode, seed=seed)
        terms = terms or self.room.exam_terms
        begun = await asyncio.to_thread(exams.attempts, self.room, self.person.owns_as, persona, terms)
        return begun.going_on or await self.room.start(
            persona, owner=self.person.owns_as, mode=mode, terms=begun.one_more(), seed=seed
        )

    async def say(self, session: str, text: str, *, request: str | None = None) -> AsyncIterator[Event]:
        """Say a line; see `Room.say`."""
        info = await self._mine(session)
        await asyncio.to_thread(exams.may_say, self.room, info)
        async for event in exams.attended(self.room, info, self.room.say(session, text, request=request)):
            yield event

    async def resume(self, session: str) -> AsyncIterator[Event]:
        """Finish what was left undone; see `Room.resume`."""
        info = await self._mine(session)
        async for event in exams.attended(self.room, info, self.room.resume(session)):
            yield event

    async def retry(self, session: str) -> AsyncIterator[Event]:
        """Try again to answer the newest line; see `Room.retry`."""
        info = await self._mine(session)
        async for event in exams.attended(self.room, info, self.room.retry(session)):
            yield event

    async def finish(self, session: str) -> Debrief:
        """End a session and return its debrief; see `Room.finish`."""
        await self._mine(session)
        return await self.room.finish(session)

    async def rewind(self, session: str, turn: int) -> SessionInfo:
        """Begin a session that shares the turns of another up to one; see `Room.rewind`."""
        exams.refuse_in_exam(await self._mine(session), "gone back in")
        branch = await self.room.rewind(session, turn)
        await asyncio.to_thread(self._ask_of_branch, session, branch)
        return branch

    def _ask_of_branch(self, session: str, branch: SessionInfo) -> None:
        """Let a branch be handed in for the assignment that its session was begun for."""
        log = self.room.log.training.assignments
        if asked := log.of_session(session):
            log.link(branch.id, asked, self.person.id)

    async def erase(self, session: str, *, branches: bool = False) -> list[str]:
        """Erase a session; see `Room.erase`."""
        info = await self._mine(session)
        await asyncio.to_thread(exams.note_erased, self.room, info)
        return await self.room.erase(session, branches=branches)

    async def _mine(self, session: str) -> SessionInfo:
        return await asyncio.to_thread(self.own, session)

    def _readable(self, session: str) -> SessionInfo:
        """Return a session that is one's own, or that one may read as a trainer; the latter is written down."""
        info = self.room.session(session)
        if self.is_own(info):
            return info
        owner = self.room.person(info.owner) if info.owner else None
        if owner is None or not may_be_read_by(self.person, info, owner):
            raise _unknown(session)
        note_reading(self.room, self.person, info)
        return info


def may_be_read_by(reader: Person, info: SessionInfo, owner: Person) -> bool:
    """Say whether somebody may read a session of another: a trainer of the same team, once it is submitted.

    The empty team is nobody's team: two people without one have nothing in common.
    """
    same = bool(reader.team) and reader.team == owner.team
    return info.submitted is not None and same and reader.may(Role.TRAINER)


def personal(room: Room, person: Person = LOCAL) -> PersonalRoom:
    """Return the room as a person has it."""
    return PersonalRoom(room, person)


def _unknown(session: str) -> UnknownSession:
    return UnknownSession(f"no session has the id {session!r}. Mend: choose one of your own.")
