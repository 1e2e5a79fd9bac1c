"""The shared room of `tests/agent/runtime/personal`, for what stands before it."""

from __future__ import annotations

from tests.agent.runtime.personal.conftest import anas, room_as, shared_room

__all__ = ["anas", "room_as", "shared_room"]
