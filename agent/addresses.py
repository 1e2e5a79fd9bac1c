"""Addresses: what may stand as an address in a setting, and what is wrong with one that may not."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_ORIGIN = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_PATH = re.compile(r"(/[A-Za-z0-9_.~-]+)*/?")
TAKEN_PATHS = frozenset({"assets", "static", "gradio_api", "login", "logout", "theme.css", "favicon.ico"})
"""First parts of the app's own paths: below a path of the same name nobody could tell which is meant."""


def endpoint_address(url: str) -> str:
    """Return an endpoint's address; what is wrong with it is said without showing it, for it may hold a password.

    Raises:
        ValueError: it cannot be one; the message says how to write it.
    """
    refuse_quotes(url)
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("begin it with http:// or https://, as in http://127.0.0.1:8080/v1")
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0 and url.split() == [url]
    except ValueError:  # brackets or a port that are none
        usable = False
    if not usable:
        raise ValueError("it is no address of a server; write it as http://127.0.0.1:8080/v1")
    if "?" in url or "#" in url:
        raise ValueError(
            "nothing behind ? or # is sent to an endpoint; take it away, and put a key in ROLLWITH_API_KEY"
        )
    return url


def public_address(url: str) -> str:
    """Return the address by which browsers reach the app, without a slash at its end.

    Raises:
        ValueError: it cannot be one; the message says how to write it.
    """
    refuse_quotes(url)
    scheme, _, rest = url.partition("://")
    name, slash, path = rest.partition("/")
    origin, path = f"{scheme}://{name}".lower(), slash + path
    if not _ORIGIN.fullmatch(origin) or not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise ValueError("write it as browsers show it, as in https://practice.example or https://example.com/practice")
    if path.strip("/").partition("/")[0] in TAKEN_PATHS:
        raise ValueError(f"{path} is a path of the app itself; choose another, such as /practice")
    return origin + path.rstrip("/")


def networks_in(text: str) -> tuple[Network, ...]:
    """Return the addresses and networks of a list parted by commas or blanks.

    Raises:
        ValueError: one of them is none.
    """
    networks = []
    for part in text.replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(part, strict=False))
        except ValueError:
            raise ValueError(
                f"{part!r} is no address or network; write 127.0.0.1, 10.0.0.0/8 or ::1, parted by commas"
            ) from None
    return tuple(networks)


def origins_in(text: str) -> tuple[str, ...]:
    """Return the origins of a list parted by blanks or commas.

    Raises:
        ValueError: one of them is none.
    """
    origins = tuple(part.lower().rstrip("/") for part in text.replace(",", " ").split())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin!r} is no origin; write https://portal.example, without a path, parted by blanks")
    return origins


def refuse_quotes(value: str) -> None:
    """Refuse a value that was copied with its quotes.

    Raises:
        ValueError: it begins with one.
    """
    if value[:1] in {'"', "'"}:
        raise ValueError("it begins with a quotation mark; write it without quotes")
