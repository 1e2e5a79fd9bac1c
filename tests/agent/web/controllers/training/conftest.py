"""The shared room with three reps in one team, for what stands before it."""

from __future__ import annotations

from tests.agent.runtime.personal.conftest import anas, room_as, shared_room
from tests.agent.runtime.personal.training.conftest import people

__all__ = ["anas", "people", "room_as", "shared_room"]
