"""Event log: what happens in the program, for whoever runs it; one record per event, as text or as JSON.

Events carry ids, numbers and reasons, never what was said. Words go in `words` alone, which is written only where
ROLLWITH_LOG_WORDS asks for it. Of an unforeseen error the type and the places are written; its message may quote a
line, so it counts as words.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from agent.redaction import SecretFilter, strike

Form = Literal["quiet", "text", "json", "off"]
"""quiet: warnings only, as text; text, json: every event; off: nothing."""


def log_event(
    logger: logging.Logger,
    level: int,
    event: str,
    *,
    words: Mapping[str, object] | None = None,
    error: BaseException | None = None,
    **fields: object,
) -> None:
    """Log one event.

    Args:
        logger: the module's own. event: its name, such as `turn_whole`. error: what raised, if anything did.
        words: what was said, or may quote it. fields: `session`, `turn`, `seconds`, `engine`, `why` and the like.
    """
    kept = {name: value for name, value in fields.items() if value is not None}
    logger.log(level, event, exc_info=error, extra={"event": event, "fields": kept, "words": dict(words or {})})


class EventFormatter(logging.Formatter):
    """Writes a record on one line."""

    def __init__(self, as_json: bool, words: bool) -> None:
        super().__init__()
        self._as_json, self._words = as_json, words

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record without secrets; what other packages logged is an event named `message`."""
        return strike(self._line(record))

    def _line(self, record: logging.LogRecord) -> str:
        parts = self._parts(record)
        if self._as_json:
            at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
            head = {"time": at, "level": record.levelname, "logger": record.name}
            return json.dumps(head | parts, ensure_ascii=True, default=str)
        told = " ".join(f"{name}={value}" for name, value in parts.items() if name not in ("event", "message"))
        name = parts["message"] if parts["event"] == "message" else parts["event"]
        return " ".join(f"{record.levelname} {record.name}: {name} {told}".split())

    def _parts(self, record: logging.LogRecord) -> dict[str, object]:
        parts: dict[str, object] = {"event": getattr(record, "event", "message")}
        if parts["event"] == "message":
            parts["message"] = record.getMessage()
        parts |= getattr(record, "fields", {})
        if self._words:
            parts |= getattr(record, "words", {})
        if record.exc_info and record.exc_info[1] is not None:
            parts["error"] = self._traced(record.exc_info[1])
        return parts

    def _traced(self, error: BaseException) -> str:
        if self._words:
            return "".join(traceback.format_exception(error))
        places = traceback.extract_tb(error.__traceback__)
        told = " < ".join(f"{place.filename}:{place.lineno} {place.name}" for place in reversed(places))
        cause = error.__cause__ or error.__context__
        return f"{type(error).__name__} at {told or 'an unknown place'}" + (
            f"; after {type(cause).__name__}" if cause else ""
        )


def configure_logs(form: Form, *, verbose: bool, words: bool) -> None:
    """Send the program's logs to standard error in one form, instead of whatever was set before.

    Args:
        form: as set. verbose: every event, though the form is quiet. words: write what was said as well.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(SecretFilter())
    handler.setFormatter(EventFormatter(form == "json", words))
    level = logging.WARNING if form == "quiet" and not verbose else logging.INFO
    logging.basicConfig(level=logging.CRITICAL + 1 if form == "off" else level, handlers=[handler], force=True)
