"""Output: one JSON object per line on standard output and nothing else; logs and progress on standard error."""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType

from agent.errors import SettingsError
from agent.event_log import Form, configure_logs
from agent.redaction import strike, strike_said
from agent.settings import load_settings

_BREAKS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "\u0085\u2028\u2029"}
"""Signs that some readers take for the end of a line."""


def prepare(verbose: bool) -> None:
    """Make both streams carry any text, and send logs to standard error in the form that is set."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    form, words = _logs_set()
    configure_logs(form, verbose=verbose, words=words)
    sys.excepthook = _last_words


def _logs_set() -> tuple[Form, bool]:
    """Return how to log; where a setting is wrong, the command itself says so, or says it better (`doctor`)."""
    try:
        settings = load_settings()
    except SettingsError:
        return "quiet", False
    return settings.log, settings.log_words


def emit(record: Mapping[str, object]) -> None:
    """Write one record. A lone surrogate, which JSON may hold and UTF-8 may not, is written as its escape."""
    sys.stdout.write(strike_said(json.dumps(record, ensure_ascii=False)).translate(_BREAKS) + "\n")


def tell(message: str) -> None:
    """Write one line for the person at the terminal."""
    sys.stderr.write(strike(" ".join(message.split())) + "\n")


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Write the traceback of an error that nobody expected, as Python does, without secrets."""
    sys.stderr.write(strike("".join(traceback.format_exception(kind, error, trace))))
