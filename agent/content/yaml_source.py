"""YAML with line numbers: plain data, and the line on which each key or entry stands.

A key that stands twice is an error: PyYAML would keep the last one in silence. Files come from strangers, so what one
may cost is bounded: its size before it is parsed, its nesting and entries while it is, and what its aliases amount to.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from agent.content.finding import KeyPath, dotted
from agent.content.yaml_scalars import Loader, ScalarError, scalar
from agent.errors import DataError, Finding, error_in

LARGEST = 500_000
"""Bytes of one file; a persona has some 107,000."""

DEEPEST = 40
MOST_ENTRIES = 6_000
"""Bounds that no honest file comes near (personas nest 6 deep, with some 1,700 entries)."""

LONGEST_KEY = 200


@dataclass(frozen=True)
class Document:
    """One file, read.

    Attributes:
        path: the file. data: dicts, lists and scalars.
        lines: key path -> line, counted from 1; the line of a mapping's key or of a list's entry.
    """

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """Return the line of a key path, or of the nearest one above it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def line_of(self, key: str) -> int:
        """Return the line of a key as an author writes it, or of the nearest one above it."""
        while key and key not in self._by_key:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self._by_key.get(key, 1)

    def value(self, path: KeyPath) -> Any:
        """Return what stands at a key path.

        Raises:
            LookupError: nothing does.
        """
        found: Any = self.data
        for key in path:
            try:
                found = found[key]
            except (LookupError, TypeError):
                raise LookupError(dotted(path)) from None
        return found

    def error(self, path: KeyPath, problem: str, fix: str) -> Finding:
        """Return what is wrong at a key path, with its line."""
        return error_in(self.path, dotted(path), problem, fix, self.line(path))

    @cached_property
    def _by_key(self) -> dict[str, int]:
        return {dotted(path): line for path, line in self.lines.items()}


def read_yaml(path: Path) -> Document:
    """Read one YAML file whose top level is a mapping.

    Raises:
        DataError: the file cannot be read, is too large, is not UTF-8, is empty or is not well-formed; with the line
            where known.
    """
    return parse_yaml(_text(path), path)


def parse_yaml(text: str, path: Path) -> Document:
    """Read YAML whose top level is a mapping from a text; `path` is what findings call it. Raises as `read_yaml`."""
    if len(text) > LARGEST:
        raise DataError(
            path, "", f"larger than {LARGEST:,} characters", "shorten it; no customer needs that many words"
        )
    for number, row in enumerate(text.split("\n"), 1):
        if row.startswith("%"):  # thousands of them, and libyaml compares each with each
            raise DataError(path, "", "a directive (a line that begins with %)", "delete that line", number)
    try:
        _measure(path, text)
        root = yaml.compose(text, Loader=Loader)
        if root is None:
            raise DataError(path, "", "the file is empty", "fill it, or delete it")
        if not isinstance(root, yaml.MappingNode):
            raise DataError(path, "", "the top level is not a mapping", "begin with keys such as `id:`", 1)
        builder = _Builder(path)
        return Document(path, builder.build(root, ()), builder.lines)
    except yaml.YAMLError as error:
        raise _malformed(path, text, error) from None


def _text(path: Path) -> str:
    try:
        raw = _bytes(path)
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "see that it is a readable file") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(path, "", "not UTF-8 text", "save the file with the encoding UTF-8", line) from None


def _bytes(path: Path) -> bytes:
    """Return what a plain file holds, without waiting for a pipe and without touching a device."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise DataError(path, "", "a pipe or a device, no plain file", "put a plain file in its place")
    with open(path, "rb", opener=_without_waiting) as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise DataError(path, "", f"larger than {LARGEST:,} bytes", "shorten it; no customer needs that many words")
    return raw


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _measure(path: Path, text: str) -> None:
    """Refuse what would be too deep or too much to build: nodes are built in C, which recurses and does not ask."""
    depth = entries = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        entries += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST or entries > 2 * MOST_ENTRIES:
            line = event.start_mark.line + 1 if event.start_mark else None
            if depth > DEEPEST:
                raise DataError(path, "", f"nested more than {DEEPEST} deep", "flatten the nesting", line)
            raise DataError(path, "", f"more than {MOST_ENTRIES:,} entries", "leave some out", line)


class _Builder:
    """Turns the node tree into data and notes where each key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        self._characters = 0

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            self._characters += len(node.value)
        if len(path) > DEEPEST or len(self.lines) > MOST_ENTRIES or self._characters > LARGEST:
            problem = "an alias refers to itself or multiplies"
            raise DataError(self.path, dotted(path[:3]), problem, "write the entries out", self.lines[path])
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        return self._mapping(node, path) if isinstance(node, yaml.MappingNode) else self._sequence(node, path)

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        try:
            return scalar(node)
        except ScalarError as error:
            raise DataError(self.path, dotted(path), error.problem, error.fix, node.start_mark.line + 1) from None

    def _sequence(self, node: yaml.Node, path: KeyPath) -> list[Any]:
        return [self.build(entry, (*path, index)) for index, entry in enumerate(node.value)]

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataError(self.path, dotted(path), "a key is a list or a mapping", "use a plain word", line)
            key = str(key_node.value)
            if len(key) > LONGEST_KEY:
                raise DataError(self.path, dotted(path), f"a key of {len(key)} characters", "use a short word", line)
            if key in built:
                first = self.lines[(*path, key)]
                problem = f"the key stands twice, first on line {first}"
                raise DataError(self.path, dotted((*path, key)), problem, "keep one of the two", line)
            self.lines[(*path, key)] = line
            built[key] = self.build(value_node, (*path, key))
        return built


def _malformed(path: Path, text: str, error: yaml.YAMLError) -> DataError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)
    line = mark.line + 1 if mark else text.count("\n", 0, position) + 1 if isinstance(position, int) else None
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    fix = "see this line and the one above: indent with spaces; put text that holds `: ` or ` #` in quotes"
    return DataError(path, "", f"not well-formed YAML: {problem}", fix, line)
