"""Every regular expression of the program, and lines made to slow one down."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import agent
import evals
from tests.support.paths import ROOT

NEEDS_TRAINING = "evals.training"
"""Modules whose imports are not in the development set; their literal patterns are read from the source instead."""


@dataclass(frozen=True)
class Found:
    """One pattern and where it is kept."""

    where: str
    pattern: re.Pattern[str]


def compiled() -> list[Found]:
    """Return every pattern that a module of the program, or a class of one, holds: alone, in a tuple or in a dict."""
    found: dict[int, Found] = {}
    for module in _modules():
        spaces: list[tuple[str, Mapping[str, object]]] = [(module.__name__, vars(module))]
        spaces += [(f"{module.__name__}.{name}", vars(kept)) for name, kept in _classes(module)]
        for where, space in spaces:
            for name, value in list(space.items()):
                for pattern in _patterns(value, 0):
                    found.setdefault(id(pattern), Found(f"{where}.{name}", pattern))
    return list(found.values())


def literal() -> list[Found]:
    """Return the patterns that stand in the source as the first argument of a function of `re`."""
    return [
        Found(f"{path.relative_to(ROOT)}:{call.lineno}", re.compile(call.args[0].value))
        for path, _, call in calls()
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    ]


def built() -> set[str]:
    """Return "file: function" wherever a pattern is put together while the program runs."""
    return {
        f"{path.relative_to(ROOT)}: {scope}"
        for path, scope, call in calls()
        if scope and call.args and not isinstance(call.args[0], ast.Constant) and _function(call) != "escape"
    }


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """Yield every call of a function of `re` with its file and the function it stands in ("" at module level)."""
    for folder in ("agent", "evals", "rollwith"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from ((path, scope, call) for scope, call in _calls_in(ast.parse(path.read_text("utf-8")), ""))


def cpu(pattern: re.Pattern[str], line: str, tries: int = 1) -> float:
    """Return the seconds of processor time that finding every match takes, the least of some tries."""
    return min(_once(pattern, line) for _ in range(tries))


def _once(pattern: re.Pattern[str], line: str) -> float:
    begun = time.process_time()
    for _ in pattern.finditer(line):
        pass
    pattern.match(line)
    return time.process_time() - begun


def _modules() -> Iterator[ModuleType]:
    for package in (agent, evals):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.startswith(NEEDS_TRAINING) and not info.name.endswith("__main__"):
                yield importlib.import_module(info.name)


def _classes(module: ModuleType) -> list[tuple[str, type]]:
    kept_in = vars(module).items()
    return [(key, kept) for key, kept in kept_in if isinstance(kept, type) and kept.__module__ == module.__name__]


def _patterns(value: object, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for kept in value.values():
            yield from _patterns(kept, depth + 1)
    elif depth < 4 and isinstance(value, list | tuple | set | frozenset):
        for kept in value:
            yield from _patterns(kept, depth + 1)


def _calls_in(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else scope
        if isinstance(child, ast.Call) and _function(child):
            yield scope, child
        yield from _calls_in(child, inner)


def _function(call: ast.Call) -> str:
    called = call.func
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re":
        return called.attr
    return ""
