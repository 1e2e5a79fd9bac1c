"""Shared lines: `GET share/TOKEN` shows one line of a session to whoever has the link, signed in or not."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from agent.errors import DataError, UnknownSession
from agent.runtime.personal.training.team.sharing import open_line
from agent.runtime.room import Room
from agent.web.views.training.team.sharing import gone_page, open_page


class SharedLines:
    """Answers links to single lines. Every link that leads nowhere is answered alike."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def page(self, request: Request) -> Response:
        """Show the line of a link, or that it is not shown."""
        return await asyncio.to_thread(self._answer, request.path_params["token"])

    def _answer(self, token: str) -> Response:
        try:
            told = open_line(self._room, token)
        except (UnknownSession, DataError):  # erased this very moment, or of content that can no longer be read
            told = None
        page = gone_page() if told is None else open_page(told, "One line, and what it did")
        headers = {"cache-control": "no-store", "x-robots-tag": "noindex"}
        return HTMLResponse(page, 404 if told is None else 200, headers=headers)
