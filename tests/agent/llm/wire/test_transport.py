"""Transport: no other host, no more bytes than a bound, no proxy for this machine, and errors that name variables."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx2
import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.client import Endpoint, Llm
from agent.llm.wire.transport import MOST_BYTES
from tests.support.doubles.llm_calls import BLUE, ask, listen
from tests.support.servers.wire import Wire, completion, whole

BIT = b"x" * 65_536


@contextmanager
def endless(kind: str, bit: bytes, encoding: str | None = None) -> Iterator[str]:
    """Serve answers that never end, on loopback."""

    class Endless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", kind)
            if encoding:
                self.send_header("content-encoding", encoding)
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(bit)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


async def longest_stall(stop: asyncio.Event) -> float:
    """Return the most seconds of processor time that passed before others got their turn."""
    longest = 0.0
    while not stop.is_set():
        before = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - before)
    return longest


@pytest.mark.parametrize(
    ("kind", "bit"),
    [
        ("application/json", b'{"choices": [{"message": {"content": "' + BIT),
        ("text/event-stream", BIT),
        ("text/event-stream", b'data: {"choices": [{"delta": {"content": "."}}]}\n\n' * 50),
        ("text/event-stream", b'data: {"choices": [{"delta": {"reasoning_content": "hm"}}]}\n\n' * 50),
        ("text/event-stream", b": keep-alive\n\n" * 500),
    ],
    ids=["json", "no newline", "dots", "thoughts", "comments"],
)
@pytest.mark.slow
async def test_an_answer_without_an_end_ends_early_and_holds_nobody_up(kind: str, bit: bytes) -> None:
    with endless(kind, bit) as address:
        llm = Llm(Endpoint(address, "m", max_attempts=1, total_deadline=20))
        stop = asyncio.Event()
        watching = asyncio.create_task(longest_stall(stop))
        tracemalloc.start()
        try:
            for call in (ask(llm), listen(llm)):
                with pytest.raises(EndpointError):
                    await call
        finally:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            stop.set()
            await llm.aclose()
        assert await watching < 0.5
    assert peak < 8 * MOST_BYTES


async def test_a_big_answer_is_garbled_and_not_asked_for_again() -> None:
    async with Wire(httpx2.Response(200, content=b" " * (MOST_BYTES + 1))) as wire:
        with pytest.raises(EndpointGarbled, match="4 MB"):
            await ask(wire.llm)


async def test_a_big_answer_in_few_packed_bytes_is_garbled() -> None:
    packed = gzip.compress(b" " * (2 * MOST_BYTES))
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    async def answer(_: httpx2.Request) -> httpx2.Response:
        async def body() -> AsyncIterator[bytes]:
            yield packed

        return httpx2.Response(200, headers=headers, content=body())

    async with Wire(answer) as wire:
        with pytest.raises(EndpointGarbled, match="4 MB"):
            await ask(wire.llm)


async def test_a_packed_answer_is_read() -> None:
    body = httpx2.Response(200, json=completion(BLUE)).content
    headers = {"content-encoding": "gzip", "content-type": "application/json"}

    async def answer(_: httpx2.Request) -> httpx2.Response:
        async def packed() -> AsyncIterator[bytes]:
            yield gzip.compress(body)

        return httpx2.Response(200, headers=headers, content=packed())

    async with Wire(answer) as wire:
        assert (await ask(wire.llm)).name == "blue"


async def test_an_answer_far_beyond_its_limit_is_garbled() -> None:
    async with Wire(whole("[" * 10_000), max_tokens=100) as wire:
        with pytest.raises(EndpointGarbled, match="2,000 characters"):
            await ask(wire.llm)


async def test_an_error_that_never_ends_is_still_read() -> None:
    async with Wire(httpx2.Response(400, content=b"bad model " * 1_000_000)) as wire:
        with pytest.raises(EndpointRefused, match="HTTP 400: bad model"):
            await ask(wire.llm)


@pytest.mark.parametrize(
    "target",
    ["http://other.test/v1/chat/completions", "//other.test/v1", "http://model.test:81/v1", "ftp://model.test/v1"],
)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_to_another_server_is_refused_by_name(status: int, target: str) -> None:
    async with Wire(httpx2.Response(status, headers={"location": target})) as wire:
        with pytest.raises(EndpointRefused, match=r"another server.*ROLLWITH_BASE_URL"):
            await ask(wire.llm)
    assert len(wire.requests) == 1


@pytest.mark.parametrize("target", ["/v2/chat/completions", "https://model.test/v1/chat/completions"])
async def test_a_redirect_within_the_host_is_followed_with_the_same_question(target: str) -> None:
    async with Wire(httpx2.Response(301, headers={"location": target}), whole(BLUE)) as wire:
        assert (await ask(wire.llm)).name == "blue"
    assert [request.method for request in wire.requests] == ["POST", "POST"]
    assert wire.bodies[0] == wire.bodies[1]


async def test_redirects_in_circles_end() -> None:
    async with Wire(*[httpx2.Response(307, headers={"location": "/v1/chat/completions"})] * 3) as wire:
        with pytest.raises(EndpointRefused, match="circles"):
            await ask(wire.llm)


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
async def test_an_endpoint_on_this_machine_needs_no_proxy(
    no_proxies: pytest.MonkeyPatch, name: str, proxy: str
) -> None:
    no_proxies.setenv(name, proxy)
    with endless("text/html", b"<html>" + BIT) as address:
        llm = Llm(Endpoint(address, "m", max_attempts=1))
        with pytest.raises(EndpointGarbled):
            await ask(llm)
        await llm.aclose()


async def test_a_socks_proxy_without_its_package_is_named(no_proxies: pytest.MonkeyPatch) -> None:
    no_proxies.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    no_proxies.setitem(__import__("sys").modules, "socksio", None)
    llm = Llm(Endpoint("http://model.test/v1", "m"))
    with pytest.raises(EndpointRefused, match=r"ALL_PROXY.*socksio.*NO_PROXY"):
        await ask(llm)
    await llm.aclose()


@pytest.mark.parametrize(
    ("name", "address"),
    [("HTTP_PROXY", "http://model.test/v1"), ("https_proxy", "https://model.test/v1"), ("ALL_PROXY", "http://a.test/")],
)
async def test_a_proxy_that_does_not_answer_is_named(no_proxies: pytest.MonkeyPatch, name: str, address: str) -> None:
    no_proxies.setenv(name, "http://127.0.0.1:9")
    llm = Llm(Endpoint(address, "m", max_attempts=1))
    with pytest.raises(EndpointDown, match=rf"connection failed or cut.*{name}.*NO_PROXY"):
        await ask(llm)
    await llm.aclose()
