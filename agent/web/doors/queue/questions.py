"""Questions: what a page may ask of the handlers. Whatever else a request says is left out before gradio reads it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.web.doors.queue.streams import NAME
from agent.web.framework import gr

LARGEST_NUMBER = 1e9
"""What no number of the page comes near."""


class OddQuestion(Exception):
    """A request that no page sends; the message says what is odd in it."""


@dataclass(frozen=True)
class Handler:
    """What one handler is asked with.

    Attributes:
        inputs: kind of each value, as gradio names components. triggers: ids of the parts whose events reach it.
    """

    inputs: tuple[str, ...]
    triggers: frozenset[int]


def handlers_of(app: gr.Blocks) -> dict[int, Handler]:
    """Return the handlers of an app that run on the server, by the number that the page calls them by."""
    return {
        number: Handler(
            tuple(part.get_block_name() for part in function.inputs),
            frozenset(part for part, _ in function.targets if part is not None),
        )
        for number, function in app.fns.items()
        if function.fn is not None
    }


def read_question(body: bytes, handlers: Mapping[int, Handler]) -> tuple[str, bytes]:
    """Return the name of the page that asks, and its question with nothing in it but what the handler needs.

    Raises:
        OddQuestion: it is no question of a page.
    """
    asked = _json_object(body)
    page = asked.get("session_hash")
    if not isinstance(page, str) or not NAME.fullmatch(page):
        raise OddQuestion("It does not say which page asks.")
    number = asked.get("fn_index")
    handler = handlers.get(number) if isinstance(number, int) and not isinstance(number, bool) else None
    if handler is None:
        raise OddQuestion("There is no such handler.")
    data, trigger, detail = asked.get("data"), asked.get("trigger_id"), asked.get("event_data")
    if not isinstance(data, list) or len(data) != len(handler.inputs):
        raise OddQuestion("The handler takes other values.")
    if trigger is not None and not _is_one_of(trigger, handler.triggers):
        raise OddQuestion("Nothing of the page asks this.")
    if detail is not None and not isinstance(detail, dict):
        raise OddQuestion("The detail is no object.")
    values = [_value(value, kind) for value, kind in zip(data, handler.inputs, strict=True)]
    clean = {"data": values, "event_data": detail, "fn_index": number, "trigger_id": trigger, "session_hash": page}
    # half of a letter, as a cut emoji leaves it, can neither be kept nor shown
    return page, json.dumps(clean, ensure_ascii=False).encode("utf-8", "replace")


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        asked = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise OddQuestion("It is not JSON.") from None
    if not isinstance(asked, dict):
        raise OddQuestion("It is no object.")
    return asked


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _value(value: object, kind: str) -> object:
    """Return a value as a part of its kind has it."""
    if kind == "textbox":
        if value is None:
            return ""
        if isinstance(value, str):
            return value
    elif kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        if abs(value) <= LARGEST_NUMBER and math.isfinite(value):
            return value
    elif kind not in ("textbox", "number"):
        return value
    raise OddQuestion("A value is of another kind.")


def _is_one_of(trigger: object, triggers: frozenset[int]) -> bool:
    return isinstance(trigger, int) and not isinstance(trigger, bool) and trigger in triggers
