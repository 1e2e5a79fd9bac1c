"""Transport: how bytes go to an endpoint and come back: through which proxy, how many at most, and to no other host."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import zlib
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
from openai import DefaultAsyncHttpx2Client

from agent.errors import EndpointError, EndpointRefused
from agent.llm.wire.failures import Overlong, TransientError

MOST_BYTES = 4_000_000
"""Longest response, unpacked. 16,000 tokens with their probabilities, or streamed one by one, come to about 3 MB."""

AT_ONCE = 8_192
"""Bytes that are handed on before others get their turn: reading some hundred events of a stream takes a while."""

MOST_ERROR_BYTES = 64_000
"""Read of an error's body; what goes on for longer is no complaint."""

MOST_MOVES = 3
"""Redirects within one host that are followed."""

_MOVED = frozenset({301, 302, 307, 308})
_PORTS = {"http": 80, "https": 443}


class Life:
    """Signs of life in a response: whoever waits for it asks to be told of every byte, comments and thoughts too."""

    def __init__(self) -> None:
        self.heard: Callable[[], None] | None = None


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Sends requests by another transport; bounds what comes back and follows no redirect to another host."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, proxy: str | None = None) -> None:
        self._inner, self._proxy = inner, proxy

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, again where the same host has moved the path, and return a response that ends.

        Raises:
            EndpointRefused: another host is to answer. TransientError: no connection through the proxy.
        """
        for _ in range(MOST_MOVES):
            response = await self._send(request)
            target = response.headers.get("location")
            if response.status_code not in _MOVED or target is None:
                return _bounded(response)
            await response.aclose()
            request = _redirected(request, target, response.status_code)
        raise EndpointRefused("the endpoint sends us in circles. Mend: check ROLLWITH_BASE_URL")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        try:
            return await self._inner.handle_async_request(request)
        except (httpx2.ConnectError, httpx2.ProxyError, httpx2.ConnectTimeout) as error:
            if self._proxy is None:
                raise
            why = str(error) or type(error).__name__
            mend = f"unset {self._proxy}, or name {request.url.host} in NO_PROXY"
            raise TransientError(
                f"connection failed or cut ({why}), on the way through the proxy of {self._proxy}. Mend: {mend}"
            ) from error


class _Lacking(httpx2.AsyncBaseTransport):
    """Stands where no transport could be built: every request ends with the reason."""

    def __init__(self, error: EndpointError) -> None:
        self._error = error

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise self._error


class _Bounded(httpx2.AsyncByteStream):
    """A response's bytes, unpacked, up to the bound. Beyond it an error's body ends, and any other answer is none."""

    def __init__(self, response: httpx2.Response, life: Life) -> None:
        self._life, self._response = life, response
        self._error = response.status_code >= 400
        self._left = MOST_ERROR_BYTES if self._error else MOST_BYTES
        packed = response.headers.get("content-encoding", "").lower() in ("gzip", "x-gzip", "deflate")
        self._unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32) if packed else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        source = self._response.stream
        assert isinstance(source, httpx2.AsyncByteStream)
        async for packed in source:
            if self._life.heard is not None:
                self._life.heard()
            whole = self._unpacked(packed)
            for start in range(0, len(whole), AT_ONCE):
                part = whole[start : start + AT_ONCE]
                self._left -= len(part)
                if self._left < 0 and self._error:
                    return
                if self._left < 0:
                    raise Overlong(f"more than {MOST_BYTES / 1e6:g} MB came as one answer; the rest was not read")
                yield part
                await asyncio.sleep(0)

    def _unpacked(self, packed: bytes) -> bytes:
        if self._unpacker is None:
            return packed
        try:
            return self._unpacker.decompress(packed, max(1, self._left + 1))
        except zlib.error as error:
            raise httpx2.DecodingError(str(error)) from error

    async def aclose(self) -> None:
        await self._response.aclose()


def open_client(base_url: str, transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """Return a client for an endpoint. `transport` carries the bytes; by default the network, by way of the proxy."""
    if transport is not None:
        return _client(BoundedTransport(transport))
    name, proxy = _proxy_for(base_url)
    try:
        inner: httpx2.AsyncBaseTransport = httpx2.AsyncHTTPTransport(proxy=proxy, trust_env=proxy is not None)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        lacks = "a SOCKS proxy needs the package socksio, which is not installed"
        why = lacks if isinstance(error, ImportError) else f"this is no address of a proxy ({error})"
        host = urlsplit(base_url).hostname
        inner = _Lacking(EndpointRefused(f"{name}: {why}. Mend: unset {name}, or name {host} in NO_PROXY"))
    return _client(BoundedTransport(inner, name))


def _client(transport: httpx2.AsyncBaseTransport) -> httpx2.AsyncClient:
    return DefaultAsyncHttpx2Client(transport=transport, follow_redirects=False)


def _proxy_for(base_url: str) -> tuple[str | None, str | None]:
    """Return the variable that names the proxy for an address, and the proxy; nothing for one on this machine."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if _is_here(host) or proxy_bypass(host):
        return None, None
    proxies = getproxies()
    for scheme in (parts.scheme.lower(), "all"):
        if proxy := proxies.get(scheme):
            names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
            name = next((name for name in names if os.environ.get(name)), "the system's proxy setting")
            return name, proxy if "://" in proxy else f"http://{proxy}"
    return None, None


def _is_here(host: str) -> bool:
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _redirected(request: httpx2.Request, target: str, status: int) -> httpx2.Request:
    """Return the request for the place the same host has moved to.

    Raises:
        EndpointRefused: it is another host, or another server on it.
    """
    old = request.url
    try:
        new = old.join(target)
    except httpx2.InvalidURL:
        raise EndpointRefused(f"HTTP {status} to no address. Mend: check ROLLWITH_BASE_URL") from None
    same = (new.scheme, _port(new)) == (old.scheme, _port(old))
    safer = (old.scheme, _port(old), new.scheme, _port(new)) == ("http", 80, "https", 443)
    if new.host != old.host or not (same or safer):
        raise EndpointRefused(
            f"HTTP {status}: the endpoint sends us on to {new.scheme}://{new.netloc.decode()}, another server, where "
            "what the rep says must not go unasked. Mend: set ROLLWITH_BASE_URL to it if that is right"
        )
    headers = [(key, value) for key, value in request.headers.raw if key.lower() != b"host"]
    return httpx2.Request(request.method, new, headers=headers, stream=request.stream, extensions=request.extensions)


def _port(url: httpx2.URL) -> int | None:
    return url.port or _PORTS.get(url.scheme)


def _bounded(response: httpx2.Response) -> httpx2.Response:
    life = Life()
    stream = _Bounded(response, life)
    unpacked = ("content-encoding", "content-length") if stream._unpacker else ()
    headers = [(key, value) for key, value in response.headers.raw if key.decode("latin-1").lower() not in unpacked]
    return httpx2.Response(
        response.status_code, headers=headers, stream=stream, extensions={**response.extensions, "life": life}
    )
