"""Disputes made in a room for tests: a line that blames, and what its rep says they meant."""

from __future__ import annotations

from agent.model.events import Event
from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.room import Room

BLAME = "blame: you never read the manual"
MEANT = "I meant our manual, which is bad"


async def dispute(
    at: Room | PersonalRoom, session: str, turn: int, quote: str = BLAME, evidence: str = "confront", meant: str = MEANT
) -> list[Event]:
    """Dispute a reading; return all that the room tells."""
    mine = at if isinstance(at, PersonalRoom) else personal(at)
    return [event async for event in Disputes(mine).dispute(session, turn, evidence, quote, meant)]
