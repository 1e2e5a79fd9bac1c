"""The house as it stands. `python -m tests.support.measures.house` draws its packages into the docs."""

from __future__ import annotations

import ast
import configparser
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.paths import ROOT

PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("agent", "evals", "rollwith", "bench")
CODE = ("agent", "evals", "rollwith")


def modules(*folders: str) -> list[Path]:
    """Return every module below some folders of the repository."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def drawn_tree() -> str:
    """Return the packages as a tree, each with the number of its modules and the first sentence of its docstring."""
    lines = []
    for package in (found for folder in PACKAGES for found in _packages(ROOT / folder)):
        depth = len(package.relative_to(ROOT).parts) - 1
        count = sum(path.name != "__init__.py" for path in package.glob("*.py"))
        lines.append(f"    {'  ' * depth + package.name + '/':<16}{count or '':>3}  {_about(package)}".rstrip())
    return "\n".join(lines)


def drawn_contracts() -> str:
    """Return the names of the import contracts as a list."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return "\n".join(f"- {parser[part]['name']}" for part in parser.sections() if ":contract:" in part)


def drawn_page(page: str) -> str:
    """Return the page with what is drawn in it made anew."""
    for name, drawn in (("tree", drawn_tree()), ("contracts", drawn_contracts())):
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, _, rest = page.partition(begin)
        page = f"{before}{begin}\n\n{drawn}\n\n{end}{rest.partition(end)[2]}"
    return page


def functions(*folders: str) -> Mapping[str, set[str]]:
    """Return the files in which each name of a function at the top of a module stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in modules(*folders):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name].add(path.relative_to(ROOT).as_posix())
    return found


def _packages(folder: Path) -> Iterator[Path]:
    yield folder
    for inner in sorted(path.parent for path in folder.glob("*/__init__.py")):
        yield from _packages(inner)


def _about(package: Path) -> str:
    told = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    return re.split(r"(?<=\.)\s", told, maxsplit=1)[0]


if __name__ == "__main__":
    PAGE.write_text(drawn_page(PAGE.read_text("utf-8")), "utf-8")
