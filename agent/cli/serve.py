"""`rollwith serve`: the practice room in the browser."""

from __future__ import annotations

from collections.abc import Callable

import typer

from agent.cli.options import HostOption, PortOption, options_given
from agent.console import tell
from agent.runtime.personal.people.first_admin import ready_accounts
from agent.runtime.room import open_room
from agent.runtime.workshop.bench import Bench
from agent.settings import load_settings
from agent.web.doors.network import is_loopback, require_login_for_public_bind


def serve_command(context: typer.Context, host: HostOption = None, port: PortOption = None) -> None:
    """Serve the practice room to browsers. On this machine nobody need sign in until somebody has an account.

    Beyond this machine it needs an account (`rollwith users invite --role admin`), ROLLWITH_LOGIN=name:password, which
    makes the first admin's, or an outside provider (ROLLWITH_OIDC_ISSUER).
    """
    open_bench: Callable[[], Bench] | None = context.obj
    settings = load_settings(**options_given(host=host, port=port))
    if settings.login is not None or not is_loopback(settings.host):
        room = open_room(settings)
        try:
            accounts, remark = ready_accounts(room, settings)
        finally:
            room.close_log()
        require_login_for_public_bind(settings.host, accounts or settings.oidc_issuer is not None)
        if remark:
            tell(remark)

    from agent.web.server import serve  # gradio takes seconds to load

    serve(settings, settings.host, settings.port, open_bench() if open_bench else None)
