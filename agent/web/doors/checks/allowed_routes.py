"""Allowed routes: what the page fetches, as it was seen in a browser. Nothing else of gradio's is there."""

from __future__ import annotations

import re

from agent.web.doors.checks.messages import LARGEST
from agent.web.doors.checks.origins import SAFE

PAGE = "/"
JOIN, STREAM = "/gradio_api/queue/join", "/gradio_api/queue/data"
DICTATE = "/dictate"
"""Where recordings are sent."""
LARGEST_RECORDING = 10_000_000
"""Bytes of one recording: some ten minutes as browsers record; a line takes one."""
BRING_IN = "/transcript"
"""Where transcripts are sent."""
LARGEST_TRANSCRIPT = 2_000_001
"""Bytes of one transcript: one more than the room takes, so that it can say what is wrong with a larger one."""
ALLOWED = {
    PAGE: SAFE,
    "/theme.css": SAFE,
    "/favicon.ico": SAFE,
    "/static/js/iframeResizer.contentWindow.min.js": SAFE,
    "/config": SAFE,
    "/gradio_api/app_id": SAFE,
    JOIN: frozenset({"POST"}),
    STREAM: frozenset({"GET"}),
    DICTATE: frozenset({"POST"}),
    BRING_IN: frozenset({"POST"}),
}
"""Path -> methods. `config` and `app_id` are asked for when gradio's client lost its connection."""
FILES = re.compile(r"/assets/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}|/static/img/[A-Za-z0-9_-]{1,40}\.svg")
"""Gradio's scripts and style sheets: the names of its bundler, one part each; and the pictures they show."""


SPOKEN = re.compile(r"/speech/[A-Za-z0-9_-]{1,100}/[0-9]{1,6}")
"""A customer's line as sound: its session, and its turn."""


def most_bytes(method: str, path: str) -> int:
    """Return how many bytes a request may have: a recording or a transcript has more than anything else."""
    return {("POST", DICTATE): LARGEST_RECORDING, ("POST", BRING_IN): LARGEST_TRANSCRIPT}.get((method, path), LARGEST)


def is_needed(method: str, path: str) -> bool:
    """Say whether the page needs a path by a method."""
    if method in ALLOWED.get(path, ()) or (method == "GET" and SPOKEN.fullmatch(path)):
        return True
    return method in SAFE and FILES.fullmatch(path) is not None
