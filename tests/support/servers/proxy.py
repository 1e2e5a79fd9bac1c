"""A small reverse proxy that changes path and Host as nginx does by default, and a server of other people's pages."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

DROPPED = ("connection", "transfer-encoding", "keep-alive")


class Proxy(ThreadingHTTPServer):
    """Passes on to `upstream`, once that is known; `strips` is the path it takes away."""

    daemon_threads = True
    upstream, strips = "", ""


class _Passing(BaseHTTPRequestHandler):
    server: Proxy

    def _pass(self) -> None:
        upstream = urlsplit(self.server.upstream).netloc
        sent = {name: value for name, value in self.headers.items() if name.lower() not in (*DROPPED, "host")}
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        connection = http.client.HTTPConnection(upstream, timeout=120)
        sent |= {"Host": upstream, "X-Forwarded-For": self.client_address[0], "X-Forwarded-Proto": "http"}
        connection.request(self.command, self.path.removeprefix(self.server.strips), body, sent)
        answer = connection.getresponse()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in DROPPED:
                self.send_header(name, value)
        self.end_headers()
        while piece := answer.read1(65536):
            self.wfile.write(piece)
            self.wfile.flush()
        connection.close()

    do_GET = do_POST = do_HEAD = _pass

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Foreign(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title><p>Another page")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def reverse_proxy(strips: str) -> Iterator[Proxy]:
    """Run a proxy on a port of this machine."""
    with Proxy(("127.0.0.1", 0), _Passing) as proxy:
        proxy.strips = strips
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        yield proxy
        proxy.shutdown()


@contextmanager
def foreign_server() -> Iterator[int]:
    """Serve pages of somebody else; yields the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Foreign) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()
