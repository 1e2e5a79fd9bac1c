"""`rollwith serve`: the practice room in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.settings import load_settings
from agent.web.network import require_login_for_public_bind


def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; by default ROLLWITH_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default ROLLWITH_PORT.", min=0, max=65535)] = None,
) -> None:
    """Serve the practice room to browsers. Beyond this machine it needs ROLLWITH_LOGIN=name:password."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(**given)
    require_login_for_public_bind(settings.host, login=settings.login is not None)

    from agent.web.server import serve  # gradio takes seconds to load

    serve(settings, settings.host, settings.port)
