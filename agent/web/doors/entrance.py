"""Entrance: who comes in. For now everybody is the one person of the room."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from agent.model.practice.person import LOCAL, Person


class Entrance:
    """Lets everybody in."""

    def serves(self, path: str) -> bool:
        """Say whether a path is the entrance's own."""
        return False

    async def who(self, scope: Scope) -> Person | None:
        """Return who a request is from, or None."""
        return LOCAL

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for one of its own paths."""
