"""Server: the app on a port. Ours stands outside, gradio is mounted in it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import gradio as gr
import uvicorn
from fastapi import FastAPI

from agent.console import tell
from agent.errors import RollwithError, SettingsError
from agent.runtime.room import Room, open_room
from agent.settings import Settings
from agent.web.guard import Guard, Throttle, checker
from agent.web.layout import build
from agent.web.network import is_loopback
from agent.web.theme import head, script, theme

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the practice room until the process is stopped.

    Args:
        settings: as loaded. host: address to listen on. port: 0 picks a free one.

    Raises:
        SettingsError: the address or the port cannot be listened on.
    """
    with listen(host, port) as listening:
        app = application(open_room(settings), settings, host)
        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=5)
        tell(f"The practice room is open at http://{_shown(host)}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a taken port is told before anything heavy is loaded."""
    name = host.strip().strip("[]")
    try:
        family = socket.AF_INET6 if ":" in name else socket.AF_INET
        return socket.create_server((name, port), family=family, backlog=512)
    except OSError as error:
        why = error.strerror or str(error)
        raise SettingsError(f"cannot listen on {host}:{port} ({why}). Mend: choose another --host or --port.") from None


def application(room: Room, settings: Settings, host: str) -> Guard:
    """Return the whole app for a room: login if one is set, gradio's needless doors shut, no foreign address."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        warming = asyncio.create_task(warm(room))
        yield
        warming.cancel()
        await asyncio.wait([warming])
        await room.aclose()

    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    login = settings.credentials
    gr.mount_gradio_app(
        outer,
        build(room),
        path="/",
        auth=checker(*login) if login else None,
        auth_message="Roll with Resistance" if login else None,
        theme=theme(),
        head=head(),
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
    return Guard(outer, None if login or not is_loopback(host) else (*LOCAL_NAMES, host), Throttle())


async def warm(room: Room) -> None:
    """Load what a turn needs while the rep still chooses, so that their first line is answered at once."""
    try:
        if room.engines().grader.startswith("embedded"):
            await room.grade("What brings you here?")
        await room.warm()
    except RollwithError as error:
        logging.getLogger(__name__).warning("not everything that a turn needs can be loaded: %s", error)


def _shown(host: str) -> str:
    """Return an address as it is written in a URL."""
    return f"[{host}]" if ":" in host else host
