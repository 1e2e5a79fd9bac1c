"""Addresses: what may stand as the address of an endpoint, and what is wrong with one that may not."""

from __future__ import annotations

from urllib.parse import urlsplit


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


def refuse_quotes(value: str) -> None:
    """Refuse a value that was copied with its quotes.

    Raises:
        ValueError: it begins with one.
    """
    if value[:1] in {'"', "'"}:
        raise ValueError("it begins with a quotation mark; write it without quotes")
