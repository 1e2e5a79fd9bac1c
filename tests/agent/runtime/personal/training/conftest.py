"""Two labellers, and a session of Ana's that was disputed and given, for the tests of the label desk."""

from __future__ import annotations

import pytest

from agent.runtime.personal.disputes import Disputes
from agent.runtime.personal.people.submitting import give_to_trainer
from agent.runtime.personal.personal_room import PersonalRoom, personal
from agent.runtime.room import Room
from tests.agent.runtime.personal.conftest import As, let_go
from tests.support.makers import teams
from tests.support.makers.desk import LEA, LOU


@pytest.fixture
def labellers(shared_room: Room) -> tuple[PersonalRoom, PersonalRoom]:
    """Two labellers of the team north."""
    teams.settle(shared_room.log, "lea", "lou", lea=LEA, lou=LOU)
    return personal(shared_room, LEA), personal(shared_room, LOU)


@pytest.fixture
async def given(room_as: As, anas: str) -> str:
    """Ana's session, disputed and given to her trainer; the next, unsure, stays private."""
    ana = room_as("ana")
    async for _ in Disputes(ana).dispute(anas, 1, "open_question", "What would help most?", "I meant OUR side"):
        pass
    give_to_trainer(ana, anas)
    private = await ana.start("test_customer")
    async for _ in ana.say(private.id, "Maybe you kept a private thought."):
        pass
    await ana.finish(private.id)
    await let_go(ana.room, private.id)
    return anas
