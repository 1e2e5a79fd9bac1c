"""An endpoint that tells everything it was told: in errors, in answers, and in streams cut at the worst places."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import quote

How = Literal["refuses", "breaks", "answers"]


@contextmanager
def echo_endpoint(how: How, secrets: str) -> Iterator[int]:
    """Serve on a port of this machine, whose number is given; `secrets` are echoed beside what was sent."""

    class Echo(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            sent = f"{secrets} {quote(secrets)} Authorization: {self.headers['authorization']}"
            whole = f"http://{secrets}@{self.headers['host']}{self.path} {sent} {json.dumps(secrets)}"
            if how != "answers":
                status = 401 if how == "refuses" else 503
                self._send(status, "application/json", json.dumps({"error": {"message": f"bad {whole}"}}).encode())
            elif asked.get("stream"):
                self._send(200, "text/event-stream", _stream(whole))
            else:
                message = {"message": {"content": whole}, "finish_reason": "stop"}
                self._send(200, "application/json", json.dumps({"choices": [message]}).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _stream(text: str) -> bytes:
    pieces = [text[at : at + 5] for at in range(0, len(text), 5)]
    steps: list[dict[str, list[dict[str, object]]]] = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    steps.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    return b"".join(b"data: " + json.dumps(step).encode() + b"\n\n" for step in steps) + b"data: [DONE]\n\n"
