"""YAML text: values of a file changed in its text, so that comments, order and layout of all else stay."""

from __future__ import annotations

import difflib
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from agent.content.editing.yaml_styles import as_around, in_its_place
from agent.content.yaml_source import Document, parse_yaml
from agent.errors import DataError

WIDTH = 4096
"""Letters from which a line would be folded: above that of any line of ours, so that no line is folded anew."""

_FLUSH_LIST = re.compile(r"^( *)[^\s#-][^\n]*:\n\1- ", re.MULTILINE)
"""A list whose dashes stand right below their key."""


def edited(text: str, wanted: Mapping[str, Any], path: Path) -> str:
    """Return the text of a YAML file that holds other values.

    Args:
        text: the file as it is. wanted: all that it is to hold, as plain data. path: what findings call it.

    Raises:
        DataError: the text cannot be read, or cannot be changed without changing more than was asked for.
    """
    document = parse_yaml(text, path)
    if document.data == wanted:
        return text
    return _by_parts(text, document, wanted) or _rewritten(text, document.data, wanted, _is_flush(text), path)


def _by_parts(text: str, document: Document, wanted: Mapping[str, Any]) -> str:
    """Return the text with only those of its top keys written anew that change, or nothing where that cannot be.

    A whole customer has two thousand lines, and to write all of them takes ten times as long as to write one part.
    """
    before, rows, path = document.data, text.splitlines(keepends=True), document.path
    starts = [document.lines[(key,)] - 1 for key in before]
    plain = all(rows[at].startswith(key) for key, at in zip(before, starts, strict=True))
    if list(before) != list(wanted) or len(set(starts)) < len(starts) or not plain:
        return ""
    out = ["".join(rows[: starts[0]])]
    try:
        for key, first, end in zip(before, starts, [*starts[1:], len(rows)], strict=True):
            last = next(at for at in range(end, first, -1) if rows[at - 1].strip() and rows[at - 1][0] != "#")
            part, after = "".join(rows[first:last]), "".join(rows[last:end])
            if before[key] != wanted[key]:
                part = _rewritten(part, {key: before[key]}, {key: wanted[key]}, _is_flush(text), path)
            out += [part, after]
        made = "".join(out)
        return made if parse_yaml(made, path).data == wanted else ""
    except DataError:  # such as one with an alias of another part
        return ""


def _rewritten(text: str, before: Mapping[str, Any], wanted: Mapping[str, Any], flush: bool, path: Path) -> str:
    writer = _writer(flush)
    try:
        tree = writer.load(text)
        _merge_map(tree, before, wanted)
        out = io.StringIO()
        writer.dump(tree, out)
    except (YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise _unwritable(path, type(error).__name__) from error
    if parse_yaml(out.getvalue(), path).data != wanted:
        raise _unwritable(path, "it would come out otherwise")
    return out.getvalue()


def fresh(values: Mapping[str, Any]) -> str:
    """Return plain data as the text of a new YAML file."""
    out = io.StringIO()
    _writer(flush=False).dump(dict(values), out)
    return out.getvalue()


def _is_flush(text: str) -> bool:
    return _FLUSH_LIST.search(text) is not None


def _writer(flush: bool) -> YAML:
    writer = YAML(typ="rt")
    writer.preserve_quotes, writer.width, writer.allow_unicode = True, WIDTH, True
    writer.default_flow_style = False
    writer.indent(mapping=2, sequence=2 if flush else 4, offset=0 if flush else 2)
    return writer


def _merge_map(node: Any, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    before = _renamed(node, before, wanted)
    for key in [key for key in before if key not in wanted]:
        del node[key]
    for place, (key, value) in enumerate(wanted.items()):
        if key not in before:
            node.insert(place, key, as_around(node.values(), value))
        elif isinstance(value, Mapping) and isinstance(before[key], Mapping):
            _merge_map(node[key], before[key], value)
        elif isinstance(value, list) and isinstance(before[key], list):
            _merge_list(node[key], before[key], value)
            _let_comment_follow(node, key, before[key] != value)
        elif before[key] != value or type(before[key]) is not type(value):
            node[key] = in_its_place(node[key], value)
            _let_comment_follow(node, key, True)


def _let_comment_follow(node: Any, key: Any, changed: bool) -> None:
    """Let the comment behind a changed value stand one blank after it, wherever it stood before."""
    for token in filter(None, node.ca.items.get(key, ()) if changed else ()):
        if hasattr(token, "start_mark") and not token.value.startswith("\n"):
            token.start_mark.column = 0


def _renamed(node: Any, before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Give entries that stand where they stood under another key that key, and return what is held then."""
    pairs = dict(zip(before, wanted, strict=True)) if len(before) == len(wanted) else {}
    pairs = {old: new for old, new in pairs.items() if old not in wanted and new not in before}
    for place, (old, value) in enumerate(before.items()):
        if old in pairs and isinstance(value, Mapping) and isinstance(wanted[pairs[old]], Mapping):
            node.insert(place, pairs[old], node.pop(old))
        else:
            pairs.pop(old, None)
    return {pairs.get(key, key): value for key, value in before.items()}


def _merge_list(node: Any, before: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Change a list from its end, so that places before stay; entries that stay keep their comments."""
    first, then = ([json.dumps(one, sort_keys=True, default=str) for one in side] for side in (before, wanted))
    for kind, low, high, start, end in reversed(difflib.SequenceMatcher(None, first, then, False).get_opcodes()):
        if kind == "equal":
            continue
        shared = min(high - low, end - start)
        for place in range(high - 1, low + shared - 1, -1):
            del node[place]
        for offset in range(shared, end - start):
            node.insert(low + offset, as_around(list(node), wanted[start + offset]))
        for offset in range(shared):
            _merge_entry(node, low + offset, before[low + offset], wanted[start + offset])


def _merge_entry(node: Any, at: int, before: Any, wanted: Any) -> None:
    if isinstance(before, Mapping) and isinstance(wanted, Mapping):
        _merge_map(node[at], before, wanted)
    elif isinstance(before, str) and isinstance(wanted, str):
        node[at] = in_its_place(node[at], wanted)
    else:
        node[at] = as_around(list(node), wanted)


def _unwritable(path: Path, why: str) -> DataError:
    return DataError(path, "", f"the form cannot write into this file ({why})", "change the file itself, further down")
