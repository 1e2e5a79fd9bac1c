"""Mutants of the law: change each number and each comparison, one at a time, and see whether a test notices.

`python -m bench.law_mutants [NAME ...]` prints a line for every mutant that no test killed, and the kill rate: of the
files of these names, or of all. Each mutant lives in a forked child, which reads the changed source in place of the
file; nothing on disk is touched.
"""

from __future__ import annotations

import ast
import copy
import importlib.abc
import importlib.machinery
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = (*sorted((ROOT / "agent/rules").glob("*.py")), ROOT / "agent/model/law.py")
PROOFS = "tests/agent/rules/test_law.py"
TESTS = (("tests/agent/model/test_law.py", "tests/agent/rules", f"--ignore={PROOFS}"), (PROOFS,))
"""Tests worked out by hand, and then, for what those leave alive, the proofs over random verdicts."""

_SWAPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_SURVIVED = 7
"""Exit code of a child in which every test passed."""


@dataclass(frozen=True)
class Mutant:
    """One change: the module it is in, the line, what was changed to what, and the whole changed source."""

    module: str
    line: int
    told: str
    source: str


class _Changed(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Gives one module from changed source; all others are found as always."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Claim the module that is changed."""
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.mutant.source, f"<{self.mutant.module}, changed>", "exec"), module.__dict__)


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file."""
    module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    tree = ast.parse(path.read_text("utf-8"))
    for index, node in enumerate(ast.walk(tree)):
        for changed, told in _changes(node):
            made = copy.deepcopy(tree)
            _replace(made, index, changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(module, line, f"{ast.unparse(node)} -> {told}", ast.unparse(ast.fix_missing_locations(made)))


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        number = node.value
        for other in dict.fromkeys((number + 1, number - 1, number * 1.1 if isinstance(number, float) else number + 2)):
            if other != number:
                yield ast.Constant(other), f"{other:g}"
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for swapped in _SWAPPED[type(operator)]:
                ops = [*node.ops[:place], swapped(), *node.ops[place + 1 :]]
                changed = ast.Compare(node.left, ops, node.comparators)
                yield changed, ast.unparse(changed)


def _replace(tree: ast.AST, index: int, changed: ast.expr) -> None:
    target = next(node for at, node in enumerate(ast.walk(tree)) if at == index)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, changed)
            elif isinstance(value, list) and any(one is target for one in value):
                value[:] = [changed if one is target else one for one in value]


def survives(mutant: Mutant | None) -> bool:
    """Say whether every test passes with the change made, or with none."""
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
        os.chdir(ROOT)
        passed = all(pytest.main([*tests, "-xq", "--assert=plain", "-pno:cacheprovider"]) == 0 for tests in TESTS)
        os._exit(_SURVIVED if passed else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _SURVIVED


def _read_libraries() -> None:
    """Read what the tests import, once for all children, and forget what is ours of it."""
    pytest.main([PROOFS, "--collect-only", "-qq", "--assert=plain", "-pno:cacheprovider"])
    for name in [name for name in sys.modules if name.partition(".")[0] in ("agent", "tests")]:
        del sys.modules[name]


def main() -> int:
    """Print the survivors and the kill rate of each file; return 1 if there are any."""
    _read_libraries()
    if not survives(None):
        sys.stdout.write("the tests fail without any change\n")
        return 1
    made, alive = Counter[str](), Counter[str]()
    for path in [path for path in FILES if not sys.argv[1:] or path.stem in sys.argv[1:]]:
        for mutant in mutants(path):
            made[mutant.module] += 1
            if survives(mutant):
                alive[mutant.module] += 1
                sys.stdout.write(f"survived: {mutant.module}:{mutant.line}: {mutant.told}\n")
    for module, number in made.items():
        sys.stdout.write(f"{module}: {number - alive[module]} of {number} killed\n")
    killed, total = made.total() - alive.total(), made.total()
    sys.stdout.write(f"all: {killed} of {total} killed ({killed / total:.1%})\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
