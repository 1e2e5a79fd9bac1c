"""YAML scalars, read as YAML 1.2 does: only `true`, `false`, `null` and plain numbers are more than text.

So an author's `no`, `on` or `12:30` stays text. Explicit tags are held to the same forms: PyYAML's own constructors
raise whatever they like on `!!int abc`.
"""

from __future__ import annotations

import re

import yaml

_TAG = "tag:yaml.org,2002:"
_BOOL = re.compile(r"^(?:true|false)$")
_NULL = re.compile(r"^(?:null|~|)$")
_INT = re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$")

MOST_DIGITS = 40
"""Characters of a number; Python itself refuses to read one of 5,000 digits."""


class ScalarError(Exception):
    """A scalar is not what its tag says. Carries the problem and the fix."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem)
        self.problem, self.fix = problem, fix


class Loader(yaml.CSafeLoader):
    """The safe loader with YAML 1.2's few special scalars."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


Loader.add_implicit_resolver(f"{_TAG}bool", _BOOL, list("tf"))
Loader.add_implicit_resolver(f"{_TAG}null", _NULL, ["n", "~", ""])
Loader.add_implicit_resolver(f"{_TAG}int", _INT, list("-+0123456789"))
Loader.add_implicit_resolver(f"{_TAG}float", _FLOAT, list("-+.0123456789"))


def scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    """Return what a scalar stands for.

    Raises:
        ScalarError: it is not of the form that its tag asks for, or the tag is none of the five.
    """
    kind, text = str(node.tag).removeprefix(_TAG), str(node.value)
    if kind == "str":
        return text
    if kind == "null" and _NULL.match(text):
        return None
    if kind == "bool" and _BOOL.match(text):
        return text == "true"
    if kind in ("int", "float"):
        return _number(kind, text)
    if kind in ("null", "bool"):
        raise ScalarError(f"{_short(text)} is no {kind}", "write true, false or null without a tag")
    raise ScalarError(f"the tag {_short(str(node.tag))} is not known here", "delete the tag")


def _number(kind: str, text: str) -> int | float:
    if len(text) > MOST_DIGITS:
        raise ScalarError(f"a number of {len(text)} characters", "write a number as short as 2.5, or quote the text")
    if kind == "int" and _INT.match(text):
        return int(text)
    if kind == "float" and (_FLOAT.match(text) or _INT.match(text)):
        return float(text)
    what = "whole number" if kind == "int" else "number"
    raise ScalarError(f"{_short(text)} is no {what}", "write a number such as 2 or 2.5, without a tag")


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
