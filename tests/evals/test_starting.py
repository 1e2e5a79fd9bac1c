"""`rollwith evals init`: a project in an empty folder runs as it is written: green, and red for a dead endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from agent.errors import DataError
from agent.settings import Settings
from evals.gates import read_gate
from evals.starting import start_project
from tests.support.paths import ROOT
from tests.support.servers.model_endpoint import model_endpoint

DEAD = {"ROLLWITH_BASE_URL": "http://127.0.0.1:9/v1", "ROLLWITH_MODEL": "m", "ROLLWITH_MAX_ATTEMPTS": "1"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in a folder of its own, and a `rollwith` to be found by its script."""
    folder = tmp_path_factory.mktemp("project")
    start_project(folder, Settings(data_dir=tmp_path_factory.mktemp("data"), _env_file=None))
    command = folder.parent / "bin" / "rollwith"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m rollwith "$@"\n', "utf-8")
    command.chmod(0o755)
    return folder


def job(project: Path, data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run what the CI job runs after its installation, as it stands in the workflow, with the variables it sets."""
    steps = yaml.safe_load((project / ".github/workflows/evals.yml").read_text("utf-8"))["jobs"]["evals"]
    script = next(step["run"] for step in steps["steps"] if step.get("name") == "Measure")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    unset = dict.fromkeys(steps["env"], "")  # as the runner leaves a variable that nobody has given a value
    path = {"PATH": f"{project.parent / 'bin'}:{clean['PATH']}", "ROLLWITH_DATA_DIR": str(data)}
    env = {**clean, **unset, **path, **settings}
    return subprocess.run(
        script, shell=True, cwd=project, env=env, capture_output=True, text=True, timeout=300, check=False
    )


def test_the_job_as_written_is_green_with_the_built_in_engine(project: Path, tmp_path: Path) -> None:
    ran = job(project, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert len([*(project / "reports").glob("*.html")]) == 2


def test_the_job_is_red_for_a_dead_endpoint_and_names_it(project: Path, tmp_path: Path) -> None:
    ran = job(project, tmp_path, **DEAD)
    assert ran.returncode == 2
    assert "http://127.0.0.1:9/v1" in ran.stderr


def test_the_gate_asks_for_less_than_was_found_and_more_than_nothing(project: Path) -> None:
    wanted = read_gate(project / "gate.yaml").wanted["agreement"]
    assert wanted is not None
    assert set(wanted) == {"family.kappa", "talk.kappa", "sessions.auc"}
    assert all(0.2 <= threshold < 1 for threshold in wanted.values())


def test_what_lies_in_the_folder_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "gate.yaml").write_text("mine", "utf-8")
    with pytest.raises(DataError, match="gate.yaml.*is there already.*empty folder"):
        start_project(tmp_path, Settings(data_dir=tmp_path / "data", _env_file=None))
    assert [path.name for path in tmp_path.iterdir()] == ["gate.yaml"]


@pytest.mark.parametrize(
    ("file", "was", "now", "told"),
    [
        ("gate.yaml", "talk.kappa", "talk.kapa", "did you mean `talk.kappa`"),
        ("gate.yaml", "agreement:", "agreement: goals\nfidelity:", "this suite is not run"),
        ("gate.yaml", "family.kappa", "empathy.kappa", "there is no such measure"),
        ("mapping.yaml", "column: behaviour", "column: behavior", "there is no such column"),
        ("mapping.yaml", "client: customer}", "buyer: customer}", "'client' is nobody the mapping knows"),
    ],
)
def test_a_wrong_gate_or_mapping_is_told_before_a_model_is_asked_for_anything(
    project: Path, tmp_path: Path, file: str, was: str, now: str, told: str
) -> None:
    text = (project / file).read_text("utf-8")
    assert was in text
    (tmp_path / file).write_text(text.replace(was, now), "utf-8")
    files = {name: tmp_path / name if name == file else project / name for name in ("gate.yaml", "mapping.yaml")}
    with model_endpoint() as endpoint:
        env = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
        ran = subprocess.run(
            [sys.executable, "-m", "rollwith", "evals", "run", "agreement", "--data", "data/talks.csv", "--quiet"]
            + ["--mapping", str(files["mapping.yaml"]), "--gate", str(files["gate.yaml"]), "--engine", "llm"],
            cwd=project,
            env={**env, "PYTHONPATH": str(ROOT), "ROLLWITH_DATA_DIR": str(tmp_path / "data"), **endpoint.settings},
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert endpoint.asked == []
    assert ran.returncode == 2
    assert told in ran.stderr
    assert f"{file}:" in ran.stderr or "talks.csv:" in ran.stderr
