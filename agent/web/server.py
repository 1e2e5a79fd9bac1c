"""Server: the app on a port. Ours stands outside, gradio is mounted in it."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import uvicorn
from fastapi import FastAPI

from agent.addresses import networks_in
from agent.console import tell
from agent.errors import RollwithError, SettingsError
from agent.event_log import log_event
from agent.runtime.personal.speech import Speech, open_speech
from agent.runtime.room import Room, open_room
from agent.runtime.workshop.bench import Bench
from agent.settings import Settings
from agent.web.doors.checks.forwarded import Forwarded
from agent.web.doors.checks.origins import LOCAL_NAMES, RoomAddress
from agent.web.doors.entrance import Entrance
from agent.web.doors.guard import AnEntrance, Guard
from agent.web.doors.network import is_loopback
from agent.web.doors.opening import Opening
from agent.web.doors.queue.queue_door import queue_door
from agent.web.doors.speech_routes import add_speech_routes
from agent.web.doors.transcript_routes import add_transcript_routes
from agent.web.framework import gr
from agent.web.layout import build
from agent.web.memory import share_heaps
from agent.web.theme import head, script, theme

GRACE = 1
"""Seconds that open connections get once the server stops; the pages' event streams would stay open for ever."""


def serve(settings: Settings, host: str, port: int, bench: Bench | None = None) -> None:
    """Serve the practice room until the process is stopped.

    Args:
        settings: as loaded. host: address to listen on. port: 0 picks a free one.
        bench: what the workshop measures with.

    Raises:
        SettingsError: the address or the port cannot be listened on.
    """
    share_heaps()
    with listen(host, port) as listening:
        room = open_room(settings)
        room.bench = bench
        app = application(room, settings, host)
        config = uvicorn.Config(
            app,
            log_level="warning",
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
        )
        tell(f"The practice room is open at http://{_shown(host)}:{listening.getsockname()[1]}")
        try:
            RoomServer(config, room).run(sockets=[listening])
        finally:
            gc.freeze()  # the interpreter's last collection over all of gradio takes 2 s, and frees what ends anyway


class RoomServer(uvicorn.Server):
    """Serves until it is asked to stop; then what waits on an endpoint is let go first, so that nobody waits for it."""

    def __init__(self, config: uvicorn.Config, room: Room) -> None:
        super().__init__(config)
        self._room = room

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Cancel the turns at work, whose lines stay pending, and close the connections."""
        await self._room.stop()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a taken port is told before anything heavy is loaded."""
    name = host.strip().strip("[]")
    try:
        family = socket.AF_INET6 if ":" in name else socket.AF_INET
        return socket.create_server((name, port), family=family, backlog=512)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(f"cannot listen on {host}:{port} ({why}). Mend: choose another --host or --port.") from None


def application(room: Room, settings: Settings, host: str, entrance: AnEntrance | None = None) -> Guard:
    """Return the whole app for a room behind its guard; `entrance` says who comes in."""
    own, speech = entrance or Entrance(room, settings, host), open_speech(settings, room)
    outer, page = _outside(room, own, speech), build(room, speech)
    add_transcript_routes(outer, room)
    add_speech_routes(outer, room, speech)
    _mount(page, outer, speech)
    outer.add_middleware(Opening)
    names = None if settings.login or not is_loopback(host) else (*LOCAL_NAMES, host)
    place = RoomAddress(settings.public_url, names, settings.embed_in)
    forwarded = Forwarded(networks_in(settings.trusted_proxies))
    return Guard(outer, own, queue_door(page), place, forwarded)


def _outside(room: Room, entrance: AnEntrance, speech: Speech | None) -> FastAPI:
    """Return the app that gradio is mounted in; it warms the room when it begins, and closes it when it ends."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(warm(room, entrance))
        yield
        warming.cancel()
        await asyncio.wait([warming])
        if speech is not None:
            await speech.aclose()
        await room.aclose()

    return FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)


def _mount(page: gr.Blocks, outer: FastAPI, speech: Speech | None) -> None:
    """Mount the page with nothing of gradio's own around it."""
    gr.mount_gradio_app(
        outer,
        page,
        path="/",
        root_path="",
        theme=theme(),
        head=head(speech),
        favicon_path=str(files(__package__) / "static" / "favicon.svg"),
        js=script(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        max_file_size="1kb",
    )


async def warm(room: Room, entrance: AnEntrance) -> None:
    """Load what a turn and a sign-in need while nobody asks yet, so that the first are answered at once."""
    try:
        if isinstance(entrance, Entrance):
            await asyncio.to_thread(entrance.warm)
        if room.engines().grader.startswith("embedded"):  # first, for whoever is new reads a receipt before all else
            await room.grade("What brings you here?")
        await room.warm()
    except RollwithError as error:
        log_event(logging.getLogger(__name__), logging.WARNING, "warm_up_failed", why=str(error))


def _shown(host: str) -> str:
    """Return an address as it is written in a URL."""
    return f"[{host}]" if ":" in host else host
