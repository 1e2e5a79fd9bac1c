"""A speech endpoint on a port of this machine: it says any line as a short sound, and hears what a script says."""

from __future__ import annotations

import io
import json
import math
import struct
import threading
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RATE = 8_000
"""Samples a second of the sound."""


@dataclass
class SpeechServer:
    """What was asked of the endpoint, and what it does.

    Attributes:
        spoken: lines that were to be said. heard: media type and size of each recording. script: what is heard next.
        status: of every answer; 200 or an error's. keys: the Authorization headers that came.
    """

    url: str = ""
    spoken: list[str] = field(default_factory=list)
    heard: list[tuple[str, int]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    status: int = 200


def tone(seconds: float = 0.3) -> bytes:
    """Return a WAV of a quiet tone."""
    packed = io.BytesIO()
    with wave.open(packed, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        samples = (int(3000 * math.sin(index * 440 * 2 * math.pi / RATE)) for index in range(int(RATE * seconds)))
        out.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return packed.getvalue()


@contextmanager
def speech_endpoint(script: Sequence[str] = ()) -> Iterator[SpeechServer]:
    """Serve until the tests are done with it; `script`: what recordings say, one after the other."""
    told = SpeechServer(script=list(script))

    class Speech(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.keys.append(self.headers["authorization"] or "")
            if told.status != 200:
                self._send(told.status, "application/json", json.dumps({"error": {"message": "no"}}).encode())
            elif self.path.endswith("/audio/speech"):
                told.spoken.append(json.loads(body)["input"])
                self._send(200, "audio/wav", tone())
            elif self.path.endswith("/audio/transcriptions"):
                kind = body.partition(b"Content-Type: ")[2].partition(b"\r\n")[0].decode()
                told.heard.append((kind, len(body)))
                self._send(200, "application/json", json.dumps({"text": told.script.pop(0)}).encode())
            else:
                self._send(404, "text/plain", b"not here")

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speech)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
