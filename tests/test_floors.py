"""The floors of the house: imports only go down, heavy ones stand where they may, and light commands stay light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("agent", "evals", "app")

WORDS, RULES, EDGES, ACTORS, WIRING, DOORS = range(6)
FLOORS = {
    WORDS: """errors words acts law persona rubric verdict session debrief events llm_words intent moods situations""",
    RULES: """resistance costs gains stages scoring tells units coder_labels coder_reading summary turning story
        advice lines sheet exposure asks mind brevity ambivalence authored canaries flaw persona_counts
        persona_lint lint_structure lint_wording votes draft draft_check draft_leaks draft_words""",
    EDGES: """settings library yaml_lines mends schema store database queries tables migrations coder pairing llm
        llm_budget llm_call llm_dialect llm_endpoint llm_faults llm_json llm_retry llm_wire prompting quotes""",
    ACTORS: """grader grader_embedded grader_llm customer voice voice_llm voice_prompt choosing listening vectors
        debriefer debrief_llm second_opinion""",
    WIRING: """engines graph runner room broadcast locks playing checking""",
    DOORS: """cli commands screens""",
}
"""Every module of `agent/` by its first name below the package; a new one must be given its floor here."""

ALONE = {
    "openai": "agent/llm",
    "tenacity": "agent/llm",
    "sqlalchemy": ("agent/store.py", "agent/database.py", "agent/queries.py", "agent/tables.py", "agent/migrations.py"),
    "onnxruntime": ("agent/coder.py", "evals/training/"),
    "gradio": ("app.py", "agent/screens/"),
    "langgraph": "agent/graph.py",
}
"""Who alone may import what, by the beginning of the path."""

MAY_OPEN = frozenset({"agent.settings", "agent.library", "agent.schema"})
"""The edges that a door may use itself: what it needs to open a room, and the files an author edits."""


@cache
def sources() -> dict[str, Path]:
    """Return module name -> file of everything that ships."""
    files = [*(ROOT / "agent").rglob("*.py"), *(ROOT / "evals").rglob("*.py"), *ROOT.glob("app.py")]
    return {_module(path): path for path in files}


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, in functions and under TYPE_CHECKING as well."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in sources() else str(node.module)


def ours(module: str) -> Iterator[str]:
    yield from (name for name in imported(sources()[module]) if name.split(".")[0] in OURS)


def floor(module: str) -> int | None:
    """Return the floor of a module; packages themselves have none."""
    package, _, rest = module.partition(".")
    if package in ("app", "evals"):
        return DOORS
    first = rest.split(".")[0]
    return next((level for level, names in FLOORS.items() if first in names.split()), None)


def test_every_module_has_a_floor() -> None:
    homeless = [module for module in sources() if module != "agent" and floor(module) is None]
    assert homeless == [], "name their floor in FLOORS"
    listed = [name for names in FLOORS.values() for name in names.split()]
    assert len(listed) == len(set(listed))


def test_imports_only_go_down() -> None:
    upward = [
        f"{module} -> {name}"
        for module in sources()
        for name in ours(module)
        if (above := floor(name)) is not None and (at := floor(module)) is not None and above > at
    ]
    assert upward == []


def test_there_is_no_cycle() -> None:
    graph = {module: {name for name in ours(module) if name in sources()} - {module} for module in sources()}
    assert list(TopologicalSorter(graph).static_order())


def test_a_door_never_reaches_past_the_room() -> None:
    past = [
        f"{module} -> {name}"
        for module in sources()
        if floor(module) == DOORS
        for name in ours(module)
        if floor(name) in (EDGES, ACTORS) and name not in MAY_OPEN
    ]
    assert [step for step in past if not step.startswith("evals.")] == []


def test_words_and_rules_do_nothing_but_think() -> None:
    doing = {
        "os",
        "io",
        "asyncio",
        "subprocess",
        "socket",
        "time",
        "logging",
        "pathlib",
        "random",
        "secrets",
        "threading",
    }
    allowed = {
        ("agent.errors", "pathlib"),
        ("agent.mind", "random"),
        ("agent.brevity", "random"),
        ("agent.ambivalence", "random"),
    }
    found = {
        (module, name)
        for module in sources()
        if floor(module) in (WORDS, RULES)
        for name in imported(sources()[module])
        if name in doing
    }
    assert found - allowed == set()


@pytest.mark.parametrize("package", ALONE)
def test_heavy_packages_stand_where_they_may(package: str) -> None:
    allowed = ALONE[package]
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in sources().values()
        if any(name.split(".")[0] == package for name in imported(path))
    ]
    assert importers, f"nobody imports {package}: the test proves nothing"
    assert [path for path in importers if not path.startswith(allowed)] == []


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (("--help",), ("gradio", "langgraph", "onnxruntime", "openai", "sqlalchemy", "numpy")),
        (("personas", "list"), ("gradio", "langgraph", "onnxruntime", "openai", "sqlalchemy", "numpy")),
        (("grade", "--input", "LINES"), ("gradio", "langgraph", "openai", "sqlalchemy")),
    ],
    ids=["help", "personas", "grade"],
)
def test_a_light_command_loads_nothing_heavy(
    arguments: tuple[str, ...], absent: tuple[str, ...], tmp_path: Path
) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": 1, "text": "What would help?"}) + "\n", "utf-8")
    arguments = tuple(str(lines) if given == "LINES" else given for given in arguments)
    code = f"""
import sys
sys.argv = ["rollwith", *{arguments!r}]
from agent.cli import main
try:
    main()
finally:
    loaded = [name for name in {absent!r} if name in sys.modules]
    sys.stderr.write("LOADED " + " ".join(loaded))
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.rpartition("LOADED")[2].split() == []
