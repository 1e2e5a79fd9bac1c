"""Server: the app on a port. Ours stands outside, gradio is mounted in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address

import gradio as gr
import uvicorn
from fastapi import FastAPI

from agent.room import Room, open_room
from agent.screens.blocks import build
from agent.screens.guard import Guard, Throttle, checker
from agent.screens.theme import head, script, theme
from agent.settings import Settings

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the practice room until the process is stopped.

    Args:
        settings: as loaded. host: address to listen on. port: 0 picks a free one.
    """
    app = application(open_room(settings), settings, host)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, timeout_graceful_shutdown=5)


def application(room: Room, settings: Settings, host: str) -> Guard:
    """Return the whole app for a room: login if one is set, gradio's needless doors shut, no foreign address."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
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


def is_loopback(host: str) -> bool:
    """Say whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
