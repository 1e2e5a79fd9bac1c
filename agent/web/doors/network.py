"""Network: whether an address reaches beyond this machine, and what that asks for. Pure."""

from __future__ import annotations

import ipaddress

from agent.errors import SettingsError


def is_loopback(host: str) -> bool:
    """Say whether an address reaches only this machine. An empty host means every address."""
    name = host.strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def require_login_for_public_bind(host: str, login: bool) -> None:
    """Refuse to listen beyond this machine without a login; `login` says whether one is set.

    Raises:
        SettingsError: the host is not a loopback address and no login is set.
    """
    if not login and not is_loopback(host):
        raise SettingsError(
            f"{host or 'an empty host'} can be reached from other machines, and no login is set. "
            "Mend: set ROLLWITH_LOGIN=name:password, or use --host 127.0.0.1."
        )
