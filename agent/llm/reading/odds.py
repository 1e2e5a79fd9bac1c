"""Odds: how likely a model was to write each value of an object, from the probabilities of its tokens. Pure text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.llm.reading.thoughts import without_thoughts

DEEPEST = 24
"""Nested brackets that are followed; our objects have four."""

MOST_STARTS = 60
"""Opening braces from which an object is looked for."""

_BLANK = re.compile(r"[\s,]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'(?:[^'\\]|\\.)*'", re.DOTALL)
_BARE = re.compile(r"[^\s,:{}\[\]\"']+")

_Node = tuple[int, int, dict[str | int, "_Node"]]
"""Where a value begins and ends, and the values within it."""


@dataclass(frozen=True)
class Odds:
    """The tokens of an answer that holds one JSON object.

    Attributes:
        text: the answer. tokens: (text, probability 0..1) of each token, in order; together they are the answer.
    """

    text: str
    tokens: Sequence[tuple[str, float]]

    def at(self, *path: str | int) -> float | None:
        """Return how likely the value at a path was, 0..1 (`at("units", 0, "code")`); None where it cannot be told.

        It is the product over the tokens that hold any of the value's characters, its quotation marks left out. The
        path may lead into an envelope (`{"answer": {...}}`) without naming it. Of several objects behind the model's
        thoughts the first that has the path counts, as it does for `read_object`.
        """
        span = next((found for root in self._objects if (found := _span(root, path))), None)
        if span is None or "".join(token for token, _ in self.tokens) != self.text:
            return None
        start, end = span
        product, at = 1.0, 0
        for token, probability in self.tokens:
            if at < end and at + len(token) > start:
                product *= probability
            at += len(token)
        return product if math.isfinite(product) and 0 <= product <= 1 else None

    @cached_property
    def _objects(self) -> list[_Node]:
        answer = without_thoughts(self.text)
        return list(_roots(self.text, max(0, self.text.rfind(answer))))


def _roots(text: str, behind: int) -> Iterator[_Node]:
    start, tries = text.find("{", behind), 0
    while start >= 0 and tries < MOST_STARTS:
        tries += 1
        try:
            node = _value(text, start, 0)
        except ValueError:
            start = text.find("{", start + 1)
        else:
            yield node
            start = text.find("{", node[1])


def _value(text: str, at: int, depth: int) -> _Node:
    """Return the value that begins here.

    Raises:
        ValueError: none does, or it is nested too deep.
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    if text.startswith(("{", "["), at):
        return _container(text, at, depth)
    if found := _STRING.match(text, at):
        return found.start() + 1, found.end() - 1, {}
    if found := _BARE.match(text, at):
        return found.start(), found.end(), {}
    raise ValueError("no value")


def _container(text: str, start: int, depth: int) -> _Node:
    within: dict[str | int, _Node] = {}
    keyed, close = text[start] == "{", "}" if text[start] == "{" else "]"
    at = _skip(text, start + 1)
    while not text.startswith(close, at):
        key: str | int = len(within)
        if keyed:
            key, at = _key_at(text, at)
        node = _value(text, at, depth + 1)
        within[key] = node
        at = _skip(text, _behind(text, node))
    return start, at + 1, within


def _key_at(text: str, at: int) -> tuple[str, int]:
    """Return a key, and where its value begins."""
    found = _STRING.match(text, at) or _BARE.match(text, at)
    colon = _skip(text, found.end()) if found else at
    if not found or not text.startswith(":", colon):
        raise ValueError("no key")
    return found.group().strip("\"'"), _skip(text, colon + 1)


def _behind(text: str, node: _Node) -> int:
    """Return where a value is over; a string's span leaves out its quotation marks."""
    start, end, _ = node
    quoted = start > 0 and text[start - 1] in "\"'" and text.startswith(text[start - 1], end)
    return end + 1 if quoted else end


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _span(node: _Node, path: Sequence[str | int], envelopes: int = 4) -> tuple[int, int] | None:
    found: _Node | None = node
    for step in path:
        found = found[2].get(step) if found else None
    if found and found is not node:
        return (found[0], found[1]) if found[0] < found[1] else None
    inner = [one for one in node[2].values() if one[2] and all(isinstance(key, str) for key in one[2])]
    if not envelopes or not path or len(inner) != 1 or path[0] in node[2]:
        return None
    return _span(inner[0], path, envelopes - 1)
