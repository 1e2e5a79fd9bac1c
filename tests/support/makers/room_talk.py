"""Lines said in a room, and what it tells of them."""

from __future__ import annotations

from agent.model.events import Event, Whole
from agent.model.turn import Turn
from agent.runtime.room import Room


async def told(room: Room, session: str, line: str, request: str | None = None) -> list[Event]:
    """Say a line; return all that the room tells."""
    return [event async for event in room.say(session, line, request=request)]


async def say(room: Room, session: str, line: str, request: str | None = None) -> Turn:
    """Say a line; return the whole turn."""
    return next(event.turn for event in await told(room, session, line, request) if isinstance(event, Whole))
