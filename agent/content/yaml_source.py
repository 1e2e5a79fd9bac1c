"""YAML with line numbers: plain data, and the line on which each key or entry stands.

Scalars are read as YAML 1.2 does (only `true`, `false`, `null` and plain numbers are special), so that an author's
`no`, `on` or `12:30` stays text. A key that stands twice is an error: PyYAML would keep the last one in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent.errors import DataError

Key = str | int
KeyPath = tuple[Key, ...]

DEEPEST = 40
MOST_ENTRIES = 100_000
"""Bounds that no honest file comes near (personas nest 6 deep, with some 1,000 entries)."""


class _Loader(yaml.CSafeLoader):
    """The safe loader with YAML 1.2's few special scalars."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


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


def read_yaml(path: Path) -> Document:
    """Read one YAML file whose top level is a mapping.

    Raises:
        DataError: the file cannot be read, is not UTF-8, is empty or is not well-formed; with the line where known.
    """
    text = _text(path)
    try:
        _measure(path, text)
        root = yaml.compose(text, Loader=_Loader)
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
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(path, "", f"cannot be read ({error.strerror})", "see that it is a readable file") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise DataError(path, "", "not UTF-8 text", "save the file with the encoding UTF-8", line) from None


def _measure(path: Path, text: str) -> None:
    """Refuse a file nested so deeply that building its nodes, which recurses in C, would take the process down."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise DataError(path, "", f"nested more than {DEEPEST} deep", "flatten the nesting", line)


class _Builder:
    """Turns the node tree into data and notes where each key stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        self._scalars = yaml.constructor.SafeConstructor()

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalars.construct_object(node)
        if len(path) > DEEPEST or len(self.lines) > MOST_ENTRIES:
            problem = "an alias refers to itself or multiplies"
            raise DataError(self.path, dotted(path[:3]), problem, "write the entries out", self.lines[path])
        return self._mapping(node, path) if isinstance(node, yaml.MappingNode) else self._sequence(node, path)

    def _sequence(self, node: yaml.Node, path: KeyPath) -> list[Any]:
        return [self.build(entry, (*path, index)) for index, entry in enumerate(node.value)]

    def _mapping(self, node: yaml.Node, path: KeyPath) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise DataError(self.path, dotted(path), "a key is a list or a mapping", "use a plain word", line)
            key = str(key_node.value)
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
    mend = "see this line and the one above: indent with spaces; put text that holds `: ` or ` #` in quotes"
    return DataError(path, "", f"not well-formed YAML: {problem}", mend, line)


def dotted(path: KeyPath) -> str:
    """Write a key path as an author would: `facts.debt.tells[0]`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")
