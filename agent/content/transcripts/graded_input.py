"""Graded input: what `rollwith grade` is given on one line, in the shapes people have it, as lines with context."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agent.content.transcripts.speakers import part_of
from agent.content.transcripts.table import words_of

MESSAGES = "messages"
"""The key of a whole conversation, as chat endpoints have it."""


def lines_in(record: Any, number: int, wanted: str) -> Iterator[Any]:
    """Yield the objects {"id", "context", "text"} that one JSON value holds; what is none of ours is yielded as it is.

    Args:
        record: an object, a list of them, or {"messages": [...]}, of which each line of `wanted` is one to be graded.
        number: its line in the file, which is the id where it has none. wanted: `rep` or `customer`.
    """
    if isinstance(record, list) and record:
        for inner in record:
            yield from lines_in(inner, number, wanted) if not isinstance(inner, list) else (inner,)
    elif isinstance(record, dict) and isinstance(record.get(MESSAGES), list):
        yield from _conversation(record, number, wanted)
    else:
        yield _plainly(record, number) if isinstance(record, dict) else record


def _conversation(record: dict[str, Any], number: int, wanted: str) -> Iterator[dict[str, Any]]:
    name, context = record.get("id", number), []
    for at, message in enumerate(record[MESSAGES], 1):
        said = _said(message)
        if not isinstance(said, dict):
            yield {"id": f"{name}:{at}", "context": [said]}
            return
        if said.get("speaker") == wanted:
            yield {"id": f"{name}:{at}", "context": list(context), "text": said.get("text")}
        if said.get("speaker") != "skip":
            context.append(said)


def _plainly(record: dict[str, Any], number: int) -> dict[str, Any]:
    plain = dict(record)
    if "text" not in plain and "content" in plain:
        plain = {"id": number, **plain, "text": words_of(plain["content"])}
    if isinstance(plain.get("context"), list):
        said = [_said(one) for one in plain["context"]]
        plain["context"] = [one for one in said if not (isinstance(one, dict) and one.get("speaker") == "skip")]
    return plain


def _said(message: Any) -> Any:
    """Return one line of context with our own words for whose it is; what is not understood stays as it is."""
    if not isinstance(message, dict):
        return message
    named = message.get("speaker", message.get("role"))
    speaker = (part_of(named) or named) if isinstance(named, str) else named
    if named is None:
        return message
    return {"speaker": speaker, "text": words_of(message.get("text", message.get("content")))}
