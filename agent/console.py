"""Output: one JSON object per line on standard output and nothing else; logs and progress on standard error."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Mapping

_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\u0085\u2028\u2029"}
"""Signs that some readers take for the end of a line."""


def prepare(verbose: bool) -> None:
    """Make both streams carry any text, and send logs to standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    level = logging.INFO if verbose else logging.WARNING
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def emit(record: Mapping[str, object]) -> None:
    """Write one record. A lone surrogate, which JSON may hold and UTF-8 may not, is written as its escape."""
    sys.stdout.write(json.dumps(record, ensure_ascii=False).translate(_BREAKS) + "\n")


def tell(message: str) -> None:
    """Write one line for the person at the terminal."""
    sys.stderr.write(" ".join(message.split()) + "\n")
