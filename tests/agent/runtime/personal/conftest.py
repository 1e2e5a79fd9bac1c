"""A room with two teams in it, and the room as each of their people has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from agent.content.library import Library
from agent.model.practice.person import LOCAL
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.room import Room
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.teams import EVERYBODY

As = Callable[[str], PersonalRoom]


@pytest.fixture
async def shared_room(library: Library, url: str) -> AsyncIterator[Room]:
    """A room into which everybody of `teams` may come."""
    room = fake_room(library, url)
    teams.settle(room.log)
    yield room
    await room.aclose()


@pytest.fixture
def room_as(shared_room: Room) -> As:
    """Return the room as somebody has it, by name; an empty name is nobody's, as on one's own machine."""
    return lambda name: personal(shared_room, EVERYBODY[name] if name else LOCAL)


@pytest.fixture
async def anas(room_as: As) -> str:
    """A session of Ana's that has ended, with one line in it."""
    ana = room_as("ana")
    info = await ana.start("test_customer")
    async for _ in ana.say(info.id, "You were handed a system you never chose. What would help most?"):
        pass
    await ana.finish(info.id)
    await let_go(ana.room, info.id)
    return info.id


async def let_go(room: Room, session: str) -> None:
    """Wait until the work on a session has let go of it, which it does a moment after it has told its last event."""
    while not room.log.claim(session, "a test", 60):
        await asyncio.sleep(0.02)
    room.log.release(session, "a test")
