"""The shared room with three reps in one team."""

from __future__ import annotations

import pytest

from agent.runtime.personal.personal_room import PersonalRoom
from agent.runtime.room import Room
from tests.agent.runtime.personal.conftest import anas, room_as, shared_room
from tests.support.makers.assigned import three_reps

__all__ = ["anas", "room_as", "shared_room"]

People = dict[str, PersonalRoom]


@pytest.fixture
def people(shared_room: Room) -> People:
    """The room as each person has it; Ana, Ben and Nil are reps of Tia's team."""
    return three_reps(shared_room)
