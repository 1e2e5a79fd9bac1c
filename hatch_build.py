"""Build hook: lays the whole program below `rollwith` in a wheel, so that site-packages gets no `agent` and no `evals`.

In the checkout `agent` and `evals` are packages of their own beside the small `rollwith`. A wheel holds
`rollwith/agent`, `rollwith/evals`, `rollwith/personas` and `rollwith/rubrics`, with the imports rewritten. An editable
install is the checkout itself and is left alone. What stays out is `exclude` of the wheel in `pyproject.toml`.
"""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HOME = "rollwith"
PACKAGES = ("agent", "evals")
"""Packages that move below `rollwith`."""
FOLDERS = (*PACKAGES, "personas", "rubrics", HOME)
_FROM = re.compile(r"from +(?=\w)")
_DOTTED = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.[a-z_]\w*)+(?::\w+)?")


class WheelLayout(BuildHookInterface[Any]):
    """Gives hatchling each file under its place in the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name every file of a wheel with its place; modules are rewritten into a folder of their own first."""
        if self.target_name != "wheel" or version == "editable":
            return
        root, self._staged = Path(self.root), Path(tempfile.mkdtemp(prefix="rollwith-wheel-"))
        for folder in FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                name = path.relative_to(root).as_posix()
                if path.is_file() and not self.build_config.path_is_excluded(name):
                    build_data["force_include"][str(self._rewritten(path, name))] = place_of(name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the rewritten modules away."""
        if staged := getattr(self, "_staged", None):
            shutil.rmtree(staged)

    def _rewritten(self, path: Path, name: str) -> Path:
        if path.suffix != ".py":
            return path
        copy = self._staged / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(rewrite(path.read_text("utf-8"), name), "utf-8")
        return copy


def place_of(name: str) -> str:
    """Return where a file of the checkout lies in a wheel; both are paths with `/`."""
    return name if name.startswith(f"{HOME}/") else f"{HOME}/{name}"


def rewrite(source: str, name: str) -> str:
    """Return a module with its imports of `agent` and `evals` read from below `rollwith`.

    Raises:
        ValueError: it names a package in a way that cannot be moved; the message names file, line and mend.
    """
    lines = source.splitlines(keepends=True)
    for line, column in sorted(_spots(ast.parse(source), lines, name), reverse=True):
        text = lines[line - 1].encode()
        lines[line - 1] = (text[:column] + f"{HOME}.".encode() + text[column:]).decode()
    return "".join(lines)


def _spots(tree: ast.Module, lines: list[str], name: str) -> list[tuple[int, int]]:
    """Return line (from 1) and byte column of every module name that moves."""
    spots = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and _moves(node.module or ""):
            written = _FROM.match(lines[node.lineno - 1].encode()[node.col_offset :].decode())
            if written is None:
                raise _unmovable(name, node.lineno, "an import over two lines", "write `from PACKAGE` in one line")
            spots.append((node.lineno, node.col_offset + written.end()))
        elif isinstance(node, ast.Import):
            for alias in (alias for alias in node.names if _moves(alias.name)):
                if alias.asname is None:
                    raise _unmovable(name, node.lineno, f"`import {alias.name}`", "write `from ... import ...`")
                spots.append((alias.lineno, alias.col_offset))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
            raise _unmovable(name, node.lineno, f"the name {node.value!r}", "build it from `__package__`")
    return spots


def _moves(module: str) -> bool:
    return module.partition(".")[0] in PACKAGES


def _unmovable(name: str, line: int, what: str, mend: str) -> ValueError:
    return ValueError(f"{name}:{line}: {what} cannot be moved below {HOME} in a wheel. Mend: {mend}.")
