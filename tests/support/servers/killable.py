"""A server in a process of its own, for tests that kill it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from multiprocessing.connection import Connection

from agent.model.events import Whole
from agent.runtime.turns import turn_runner  # noqa: F401 - loaded once in the parent, so that a killed server is back within milliseconds
from tests.support.doubles import players
from tests.support.doubles.players import Players, WordGrader

LEASE = 0.1
"""Seconds: what a killed server leaves behind blocks the next one no longer than this."""


PAUSE = 0.02
"""Seconds that grading takes, so that a good part of the kills falls into a turn."""


def line(number: int) -> str:
    """Return line `number` of the script. None is like another, and none ends the session."""
    return f"{'give in' if number % 3 else 'mumble'}, line {number} of the script"


def serve(url: str, session: str, told: Connection) -> None:
    """Finish what was left undone, then play the script on and on, until killed."""
    asyncio.run(play(url, session, lambda what, number: told.send((what, number))))


async def play(url: str, session: str, tell: Callable[[str, int], None], last: int | None = None) -> None:
    """Play the script from where the log says it stands to line `last`; tell when a line is sent and answered."""
    room = players.room(url, Players(WordGrader(PAUSE)), lease=LEASE)
    async for _ in room.resume(session):
        pass
    number = room.session(session).turns
    while last is None or number < last:
        number += 1
        tell("sent", number)
        async for event in room.say(session, line(number), request=f"line {number}"):
            if isinstance(event, Whole):
                tell("whole", event.turn.number)
    await room.aclose()
