"""What the code imports is what `pyproject.toml` declares: no package stands in the house by another's leave."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.support.paths import ROOT

OWN = {"agent", "evals", "rollwith", "tests", "bench", "app", "hatch_build"}
ONLY_TO_TRAIN = ("torch", "safetensors", "transformers", "onnx", "tqdm")
"""What only the training environment holds; a distribution has the name of its package."""


@cache
def _declared() -> dict[str, set[str]]:
    """Return the distributions of each extra, the run-time ones under `run`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"run": project["dependencies"], **project["optional-dependencies"]}
    named = {group: {_normal(re.split(r"[\[<>=~! ;]", one)[0]) for one in wanted} for group, wanted in groups.items()}
    named["dev"] |= named["gates"] | named["postgres"]
    return named


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _allowed(path: Path, typing_only: bool) -> set[str]:
    name, declared = path.relative_to(ROOT).as_posix(), _declared()
    if name.startswith("evals/training/"):
        return declared["run"] | declared["train"]
    if name == "evals/pytest_plugin.py":
        return declared["run"] | declared["gates"]
    if typing_only or not name.startswith(("agent/", "evals/", "rollwith/", "app.py")):
        return set().union(*declared.values())
    return declared["run"]


def _files() -> list[Path]:
    folders = ("agent", "evals", "rollwith", "tests", "bench", "docs")
    return [*ROOT.glob("*.py"), *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]


def _imports(path: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield line, first part of the name, and whether only a type checker sees it."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = [node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)]
    typing_only = {id(inner) for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.partition(".")[0], id(node) in typing_only
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0], id(node) in typing_only


@cache
def _distributions(name: str) -> set[str]:
    """Return the distributions that hold a package, as installed here."""
    return {_normal(one) for one in _installed().get(name, [name] if name in ONLY_TO_TRAIN else [])}


@cache
def _installed() -> Mapping[str, list[str]]:
    return packages_distributions()


def test_everything_imported_is_declared() -> None:
    undeclared = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in _files()
        for line, name, typing_only in _imports(path)
        if name not in sys.stdlib_module_names | OWN and not _distributions(name) & _allowed(path, typing_only)
    ]
    assert undeclared == []


def test_everything_declared_for_running_is_imported() -> None:
    running = [path for path in _files() if path.relative_to(ROOT).parts[0] in {"agent", "evals", "rollwith"}]
    used = {one for path in running for _, name, _ in _imports(path) if name not in OWN for one in _distributions(name)}
    assert _declared()["run"] <= used
