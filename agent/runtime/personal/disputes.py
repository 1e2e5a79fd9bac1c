"""Disputes: a rep says that a line of theirs was meant otherwise than it was read; nobody else can say so for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from agent.errors import TurnRefused
from agent.model.events import Event
from agent.model.practice.dispute import LONGEST_MEANT, Dispute
from agent.model.training.coding import Adjudication
from agent.runtime.personal.personal_room import PersonalRoom
from agent.storage.practice.dispute_log import dispute_id
from agent.text.sanitize import clean


class Disputes:
    """What one person disputes in their own sessions. Every method raises UnknownSession for what is not theirs."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room = room

    async def dispute(self, session: str, turn: int, evidence: str, quote: str, meant: str) -> AsyncIterator[Event]:
        """Dispute a reading of a line; see `Room.dispute`.

        Args:
            turn: number of the line. evidence: what it was read as. quote: the words, empty for the line as a whole.
            meant: what the rep meant, `LONGEST_MEANT` letters at most.

        Raises:
            TurnRefused: nothing is said of what was meant, or too much; or the line was not read so.
        """
        made = await asyncio.to_thread(self._made, session, turn, evidence, quote, meant)
        async for event in self._room.room.dispute(made):
            yield event

    def of(self, session: str, first: int = 1) -> list[Dispute]:
        """Return what was disputed in a session that one may read, from a turn on, in order."""
        self._room.session(session)
        return self._room.room.log.disputes.of(session, first)

    def settled(self, session: str) -> Mapping[int, Adjudication]:
        """Return how the label desk settled lines of a session of one's own, by the number of the turn."""
        self._room.own(session)
        return self._room.room.log.training.desk.settled_in(session)

    def _made(self, session: str, turn: int, evidence: str, quote: str, meant: str) -> Dispute:
        info = self._room.own(session)
        if not 1 <= turn <= info.last:
            raise TurnRefused("this conversation has no such line; load the page anew")
        told = _as_meant(meant)
        home = self._room.room.log.disputes.home(session, turn)
        made = dispute_id(home, turn, evidence, quote)
        by, now = self._room.person.owns_as, datetime.now(UTC)
        return Dispute(id=made, session=home, turn=turn, evidence=evidence, quote=quote, meant=told, by=by, at=now)


def _as_meant(meant: str) -> str:
    """Return what was meant as it is stored."""
    told = clean(meant)
    if not any(letter.isalnum() for letter in told):
        raise TurnRefused("say in a few words what you meant")
    if len(told) > LONGEST_MEANT:
        raise TurnRefused(f"what you meant has {len(told)} characters; {LONGEST_MEANT} is the most")
    return told
