"""A server in a process of its own, for tests that kill it: `python -m tests.fake_server URL SESSION SCRIPT-LENGTH`.

Like the browser app it resumes what was left undone, then says the next line of the script. It prints `said N` before
a line is sent and `whole N` once its turn has been told to the rep.
"""

from __future__ import annotations

import asyncio
import sys

from agent.events import Whole
from tests import players

LEASE = 0.2
"""Seconds: what a killed server leaves behind blocks the next one no longer than this."""


def line(number: int) -> str:
    """Return line `number` of the script: none like another, of every kind."""
    kind = ("You kept it going", "push harder", "mumble", "What would help you", "give in")[number % 5]
    return f"{kind}, line {number} of the script"


async def talk(url: str, session: str, lines: int) -> None:
    """Play the script to its end, from wherever the log says it stands."""
    room = players.room(url, lease=LEASE)
    async for _ in room.resume(session):
        pass
    for number in range(room.session(session).turns + 1, lines + 1):
        tell(f"said {number}")
        async for event in room.say(session, line(number), request=f"line {number}"):
            if isinstance(event, Whole):
                tell(f"whole {event.turn.number}")
    await room.aclose()
    tell("end")


def tell(message: str) -> None:
    """Tell the test how far things are."""
    sys.stdout.write(message + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(talk(sys.argv[1], sys.argv[2], int(sys.argv[3])))
