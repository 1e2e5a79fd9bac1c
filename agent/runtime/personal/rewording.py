"""Rewording: other ways of saying a line of one's own session, and going back to say one of them."""

from __future__ import annotations

import asyncio

from agent.errors import TurnRefused
from agent.model.practice.rewording import Reworded
from agent.model.practice.terms import Mode
from agent.model.turn import SessionInfo, Turn
from agent.runtime.personal.personal_room import PersonalRoom


class Rewordings:
    """What one person may ask about the lines of their own sessions. Raises UnknownSession for any other."""

    def __init__(self, room: PersonalRoom) -> None:
        self._room = room

    def line(self, session: str, number: int) -> tuple[SessionInfo, Turn, str]:
        """Return a session, one whole turn of it, and what the customer had said before that.

        Raises:
            UnknownSession: it is not theirs. TurnRefused: it has no such turn, or it is an exam that is not over.
        """
        info = self._room.own(session)
        if info.mode is Mode.EXAM and not info.finished:
            raise TurnRefused("an exam tells nothing before its end; say it differently once you have the debrief")
        turns = self._room.room.turns(session)
        at = next((at for at, turn in enumerate(turns) if turn.number == number), None)
        if at is None:
            raise TurnRefused(f"line {number} has no answer here, so there is nothing to say differently")
        return info, turns[at], turns[at - 1].reply.text if at else info.opening

    async def ways(self, session: str, number: int) -> Reworded:
        """Return up to three ways of saying a line; raises as `line` does."""
        info, _, _ = await asyncio.to_thread(self.line, session, number)
        return await self._room.room.other_ways(info, number)
