"""Throw-away rooms: a room for one version of a customer, over a log that is deleted when the room is left."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.content.library import Library
from agent.errors import DataError
from agent.model.persona import Persona
from agent.runtime.engine_factory import Engines
from agent.runtime.room import Room


class OneCustomer(Library):
    """A library whose only persona is given; the rubrics are those of another library."""

    def __init__(self, library: Library, persona: Persona) -> None:
        super().__init__(library.personas_dir, library.rubrics_dir)
        self._one = persona

    def personas(self) -> dict[str, Persona]:
        """Return the one."""
        return {self._one.id: self._one}

    def persona(self, persona_id: str) -> Persona:
        """Return the one; raises DataError for any other id."""
        if persona_id != self._one.id:
            raise DataError("", "", f"no persona has the id {persona_id!r} here", f"use {self._one.id}")
        return self._one


@asynccontextmanager
async def throw_away_room(library: Library, persona: Persona, engines: Engines) -> AsyncIterator[Room]:
    """Open a room for one version of a customer; the engines are borrowed, and stay open when it closes."""
    from agent.storage.store import Store  # sqlalchemy takes a quarter of a second to load

    folder = tempfile.TemporaryDirectory(prefix="rollwith-aside-")  # at once: a cancelled thread would leave it behind
    room = Room(OneCustomer(library, persona), lambda: Store(f"sqlite:///{folder.name}/log.db"), engines)
    try:
        yield room
    finally:
        await room.stop()
        room.close_log()
        folder.cleanup()
