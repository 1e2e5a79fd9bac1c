"""Forwarded: where a request came from. What proxies tell is believed of those alone that the settings name."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from starlette.types import Scope

from agent.addresses import Network

TOLD = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server", b"x-original-", b"x-rewrite-")
"""How headers begin by which a proxy tells where a request came from; gradio would believe some of anybody."""


class Forwarded:
    """Reads what a trusted proxy tells, and takes it out of every request."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        """`proxies` are the networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""
        self._proxies = tuple(proxies)

    def trusts(self, scope: Scope) -> bool:
        """Say whether the other end of the connection is a trusted proxy."""
        client = scope.get("client")
        return bool(self._proxies) and client is not None and self._is_proxy(str(client[0]))

    def read(self, scope: Scope) -> Scope:
        """Return a request with its real address and scheme, as far as they can be believed."""
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        read = {**scope, "headers": [pair for pair in headers if not pair[0].lower().startswith(TOLD)]}
        client = scope.get("client")
        if client is not None:
            read["client"] = (plain_address(str(client[0])), client[1])
        if not self.trusts(scope):
            return read
        if (address := self._origin_of(_list_in(headers, b"x-forwarded-for"))) is not None:
            read["client"] = (address, 0)
        schemes = _list_in(headers, b"x-forwarded-proto")
        if schemes and schemes[-1].lower() in ("http", "https"):
            read["scheme"] = schemes[-1].lower()
        return read

    def _origin_of(self, hops: list[str]) -> str | None:
        """Return the last address that is no trusted proxy's; whatever stands before it, anybody may have written."""
        believed = None
        for hop in reversed(hops):
            address = plain_address(_without_port(hop))
            if not address:
                return believed
            believed = address
            if not self._is_proxy(address):
                return believed
        return believed

    def _is_proxy(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(plain_address(address))
        except ValueError:
            return False
        return any(found in network for network in self._proxies)


def plain_address(text: str) -> str:
    """Return an IP address in its one usual form (IPv4 in IPv6 as IPv4); what is none as it stands, bounded, or ""."""
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def _list_in(headers: list[tuple[bytes, bytes]], name: bytes) -> list[str]:
    values = [value.decode("latin-1") for key, value in headers if key.lower() == name]
    return [part.strip() for value in values for part in value.split(",")][-32:]


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
