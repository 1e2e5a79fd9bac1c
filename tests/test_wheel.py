"""The wheel: built, installed into an empty environment, and used from an empty folder, without the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from tests.support.paths import ROOT

SUITES = {
    "agreement", "consistency", "robustness", "accusations", "injections", "fairness", "persuasion", "drift",
    "discrimination", "fidelity", "selfplay", "ranking", "outcomes",
}  # fmt: skip

SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""The first releases of Python 3.11 unpack without a filter."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network."""
    return _built("wheel", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that holds the wheel, and the dependencies of this one by a path file."""
    home = tmp_path_factory.mktemp("env")
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = home.glob("lib/python*/site-packages")
    python = home / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(python), str(wheel)]
    subprocess.run(command, check=True)
    (site / "dependencies.pth").write_text(str(Path(pytest.__file__).parents[1]), "utf-8")
    return python


def test_everything_lies_below_rollwith(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {"rollwith", _dist_info(names)}
    assert {"rollwith/py.typed", "rollwith/agent/web/static/room.js", "rollwith/rubrics/mi.yaml"} <= {*names}
    assert {f"{_dist_info(names)}/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= {*names}


def test_what_only_a_checkout_needs_stays_out(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {"/".join(name.split("/")[1:3]) for name in names} | {name.split("/")[1] for name in names}
    left_out = {"rubrics/corpus", "evals/baselines", "evals/training", "docs", "tests", "bench", "requirements"}
    assert not inside & left_out
    assert not [name for name in names if "__pycache__" in name or "/." in name]


def test_installed_it_plays_a_line_and_lists_what_it_has(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("This landed on you. What would help most?\n", "utf-8")
    turn, end = _run(installed, tmp_path, "play", "--persona", "ailsa_drummond", "--script", "one.txt")
    assert turn["verdict"]["ungraded"] is None
    assert turn["resistance_after"] < turn["resistance_before"]
    assert turn["customer"]
    assert end["outcome"] == "open"
    assert len(_run(installed, tmp_path, "personas", "list")) == len(
        [*(ROOT / "personas").glob("*.yaml"), *(ROOT / "personas" / "lean").glob("*.yaml")]
    )
    assert {row["suite"] for row in _run(installed, tmp_path, "evals", "list")} == SUITES
    assert all(row["ok"] for row in _run(installed, tmp_path, "doctor"))


def test_the_source_archive_can_build_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(_built("sdist", tmp_path)) as packed:
        packed.extractall(tmp_path, **SAFELY)
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    assert not (source / "tests").exists()
    again = _built("wheel", tmp_path / "again", source)
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_imports_move_and_words_do_not() -> None:
    source = 'from agent.model import a\nimport evals.b as b\nfrom agentic import c\nsaid = "from agent.d import e"\n'
    moved = hatch_build.rewrite(source, "x.py")
    assert moved == source.replace("from agent.model", "from rollwith.agent.model").replace(
        "import evals.b", "import rollwith.evals.b"
    )


@pytest.mark.parametrize(
    "source",
    ["import agent.model\n", "import evals\n", 'suite = "evals.suites.drift:Drift"\n', "from \\\n agent import x\n"],
)
def test_what_cannot_move_stops_the_build_and_is_named(source: str) -> None:
    with pytest.raises(ValueError, match=r"^evals/x\.py:1: .* Mend: "):
        hatch_build.rewrite(source, "evals/x.py")


def _built(target: str, folder: Path, source: Path = ROOT) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = folder.glob("rollwith-*")
    return made


def _dist_info(names: list[str]) -> str:
    return next(name.partition("/")[0] for name in names if name.endswith(".dist-info/METADATA"))


def _run(python: Path, folder: Path, *arguments: str) -> list[dict[str, Any]]:
    environment = {"PATH": str(python.parent), "HOME": str(folder), "ROLLWITH_DATA_DIR": str(folder / "data")}
    command = [str(python.with_name("rollwith")), *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]
