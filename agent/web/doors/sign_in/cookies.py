"""Cookies: what the browser of somebody who signs in keeps, out of reach of scripts and of other sites."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

LOGIN, FLOW = "rollwith", "rollwith-oidc"
"""What a browser that is signed in keeps, and what one keeps while it signs in by an outside provider."""

LONGEST = 2000
"""Characters of an address to go back to that are kept; those of the app are shorter."""


def cookie_name(scope: Scope, kind: str) -> str:
    """Return a cookie's name. Browsers do not tell ports apart in cookies, so two rooms on one machine must differ.

    `__Host-` is the browser's promise that only this very host set it, over TLS and for all its paths.
    """
    if scope.get("scheme") == "https" and not scope.get("root_path"):
        return f"__Host-{kind}"
    port = scope["server"][1] if scope.get("server") else 0
    return f"{kind}-{port or 0}"


def cookie_in(scope: Scope, kind: str) -> str:
    """Return what a browser keeps under a name of ours, or an empty text."""
    found = [value for name, value in scope["headers"] if name == b"cookie"]
    return cookie_parser("; ".join(value.decode("latin-1") for value in found)).get(cookie_name(scope, kind), "")


def keep_cookie(answer: Response, scope: Scope, kind: str, value: str, seconds: int) -> None:
    """Have a browser keep something for so long; for no time at all, forget it."""
    answer.set_cookie(
        cookie_name(scope, kind),
        value,
        max_age=seconds,
        path=scope.get("root_path") or "/",
        secure=scope.get("scheme") == "https",
        httponly=True,
        samesite="lax",
    )


def home(scope: Scope) -> str:
    """Return the path of the room itself."""
    return f"{scope.get('root_path') or ''}/"


def way_back(scope: Scope, wanted: str) -> str:
    """Return where to go once somebody is signed in: the room at the place they wanted, and nowhere outside it."""
    try:
        parts = urlsplit(wanted[:LONGEST])
    except ValueError:
        return home(scope)
    if parts.scheme or parts.netloc or parts.path != home(scope) or not parts.query:
        return home(scope)
    return f"{home(scope)}?{quote(parts.query, safe='=&%+-._~', errors='replace')}"


def base_address(scope: Scope, public_url: str | None) -> str:
    """Return the address of the app as browsers reach it, without a slash at its end."""
    if public_url:
        return public_url.rstrip("/")
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path') or ''}".rstrip("/")
