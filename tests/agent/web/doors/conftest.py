"""Fixtures of the doors: a room whose entrance stands on a real port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from agent.content.library import Library
from agent.runtime.room import Room
from agent.settings import Settings
from tests.support.doubles.fake_room import fake_room
from tests.support.makers.entrances import Entered, entered


@pytest.fixture
def room(url: str) -> Room:
    """A room without sessions; its library is never asked for."""
    return fake_room(cast(Library, None), url)


@pytest.fixture
def door(room: Room) -> Iterator[Entered]:
    """A room on this machine, for which nothing is set."""
    with entered(room, Settings(_env_file=None)) as running:
        yield running
