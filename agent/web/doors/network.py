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
    """Refuse to listen beyond this machine where nobody would be asked who they are.

    Args:
        host: to listen on. login: somebody has an account, the first admin's is set, or an outside provider is.

    Raises:
        SettingsError: the host is not a loopback address and nobody could sign in.
    """
    if not login and not is_loopback(host):
        raise SettingsError(
            f"{host or 'an empty host'} can be reached from other machines, and nobody has an account here yet. "
            "Mend: run `rollwith users invite --role admin` and open its link, or set ROLLWITH_LOGIN=name:password, "
            "or set ROLLWITH_OIDC_ISSUER; or use --host 127.0.0.1."
        )
