"""Practised: sessions that somebody has had, line by line."""

from __future__ import annotations

from agent.runtime.personal.personal_room import PersonalRoom


async def practised(mine: PersonalRoom, *said: str, finished: bool = False) -> str:
    """Have a session with the customer of tests, and return its id; `finished`: ended, with its debrief."""
    info = await mine.start("test_customer")
    for line in said:
        _ = [event async for event in mine.say(info.id, line)]
    if finished:
        await mine.finish(info.id)
    return info.id
