"""`rollwith serve`: the practice room in the browser."""

from __future__ import annotations

from agent.cli.options import HostOption, PortOption, options_given
from agent.settings import load_settings
from agent.web.doors.network import require_login_for_public_bind


def serve_command(host: HostOption = None, port: PortOption = None) -> None:
    """Serve the practice room to browsers. Beyond this machine it needs ROLLWITH_LOGIN=name:password."""
    settings = load_settings(**options_given(host=host, port=port))
    require_login_for_public_bind(settings.host, login=settings.login is not None)

    from agent.web.server import serve  # gradio takes seconds to load

    serve(settings, settings.host, settings.port)
