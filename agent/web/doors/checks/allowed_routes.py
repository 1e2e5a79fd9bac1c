"""Allowed routes: what the page fetches, as it was seen in a browser. Nothing else of gradio's is there."""

from __future__ import annotations

import re

from agent.web.doors.checks.origins import SAFE

PAGE = "/"
JOIN, STREAM = "/gradio_api/queue/join", "/gradio_api/queue/data"
ALLOWED = {
    PAGE: SAFE,
    "/theme.css": SAFE,
    "/favicon.ico": SAFE,
    "/static/js/iframeResizer.contentWindow.min.js": SAFE,
    "/config": SAFE,
    "/gradio_api/app_id": SAFE,
    JOIN: frozenset({"POST"}),
    STREAM: frozenset({"GET"}),
}
"""Path -> methods. `config` and `app_id` are asked for when gradio's client lost its connection."""
FILES = re.compile(r"/assets/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}|/static/img/[A-Za-z0-9_-]{1,40}\.svg")
"""Gradio's scripts and style sheets: the names of its bundler, one part each; and the pictures they show."""


def is_needed(method: str, path: str) -> bool:
    """Say whether the page needs a path by a method."""
    return method in ALLOWED.get(path, ()) or (method in SAFE and FILES.fullmatch(path) is not None)
