"""`rollwith serve`: the practice room in the browser."""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from agent.errors import SettingsError
from agent.settings import Settings, load_settings


def command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; by default ROLLWITH_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default ROLLWITH_PORT.", min=0, max=65535)] = None,
) -> None:
    """Serve the practice room to browsers. Beyond this machine it needs ROLLWITH_LOGIN=name:password."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = load_settings(**given)
    refuse_exposed(settings, settings.host)

    from agent.screens.server import serve  # gradio takes seconds to load

    serve(settings, settings.host, settings.port)


def refuse_exposed(settings: Settings, host: str) -> None:
    """Refuse to listen beyond this machine without a login.

    Raises:
        SettingsError: the host is not a loopback address and no login is set.
    """
    if settings.login is None and not is_loopback(host):
        raise SettingsError(
            f"{host} can be reached from other machines, and no login is set. "
            "Mend: set ROLLWITH_LOGIN=name:password, or use --host 127.0.0.1."
        )


def is_loopback(host: str) -> bool:
    """Say whether an address reaches only this machine. An empty host means every address."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
