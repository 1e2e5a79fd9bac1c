"""The command `evals run` never passes in silence: a dead endpoint ends it, and lines without a grade are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.servers.model_endpoint import model_endpoint

DEAD = {"ROLLWITH_BASE_URL": "http://127.0.0.1:9/v1", "ROLLWITH_MODEL": "m", "ROLLWITH_MAX_ATTEMPTS": "1"}


def run(tmp_path: Path, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `rollwith evals run` as a program with a data folder of its own."""
    whole = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    whole |= {"PYTHONPATH": str(ROOT), "ROLLWITH_DATA_DIR": str(tmp_path / "data"), **env}
    command = [sys.executable, "-m", "rollwith.__main__", "evals", "run", *arguments, "--quiet"]
    return subprocess.run(command, capture_output=True, env=whole, cwd=tmp_path, timeout=240, check=False, text=True)


@pytest.mark.parametrize("suite", ["consistency", "selfplay"])
def test_a_dead_endpoint_is_named_and_nothing_passes(tmp_path: Path, suite: str) -> None:
    ran = run(tmp_path, suite, "--engine", "llm", "--limit", "3", "--gate", "goals", env=DEAD)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert "http://127.0.0.1:9/v1" in ran.stderr
    assert "connection failed" in ran.stderr
    assert not (tmp_path / "data" / "evals" / "reports").exists()


def test_an_endpoint_that_refuses_is_named_with_its_words_though_none_was_asked_for(tmp_path: Path) -> None:
    with model_endpoint(status=402, complaint="Insufficient Balance") as endpoint:
        ran = run(tmp_path, "consistency", "--limit", "3", env=endpoint.settings)
        assert len(endpoint.asked) == 1, "nothing is graded once it is known to be of no use"
    assert ran.returncode == 2
    assert endpoint.url in ran.stderr
    assert "Insufficient Balance" in ran.stderr


def test_an_endpoint_to_compare_with_must_answer_too(tmp_path: Path) -> None:
    given = ("consistency", "--engine", "embedded", "--against", "llm", "--limit", "3")
    ran = run(tmp_path, *given, env=DEAD)
    assert ran.returncode == 2
    assert "http://127.0.0.1:9/v1" in ran.stderr


def test_a_model_that_answers_and_grades_nothing_ends_the_run(tmp_path: Path) -> None:
    with model_endpoint() as endpoint:
        ran = run(tmp_path, "consistency", "--engine", "llm", "--limit", "4", "--repeats", "1", env=endpoint.settings)
    assert ran.returncode == 2
    assert "graded none of 4 lines; the first: " in ran.stderr


def test_the_embedded_engine_needs_no_endpoint_that_answers(tmp_path: Path) -> None:
    ran = run(tmp_path, "consistency", "--engine", "embedded", "--limit", "3", "--repeats", "2", env=DEAD)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["tokens"] == 0
    assert "got no grade" not in ran.stderr


CODED = ROOT / "tests/data/coded"


def agreement(tmp_path: Path, data: Path) -> subprocess.CompletedProcess[str]:
    given = ("agreement", "--engine", "embedded", "--data", str(data), "--mapping", str(CODED / "calls.yaml"))
    return run(tmp_path, *given, env={})


def test_a_wrong_label_is_counted_and_named_with_its_row_before_anything_is_graded(tmp_path: Path) -> None:
    ran = agreement(tmp_path, CODED / "wrong_label.csv")
    assert ran.returncode == 0, ran.stderr
    assert "2 rows have a label of family that the mapping does not know" in ran.stderr
    assert "'mirors' (2, first in row 4)" in ran.stderr
    assert "'agianst' (1, first in row 5)" in ran.stderr
    measures = {record["measure"]: record for record in map(json.loads, ran.stdout.splitlines()) if "measure" in record}
    assert measures["family.kappa"]["n"] == 2
    (report,) = (tmp_path / "data/evals/reports").glob("**/*.json")
    assert "mirors" in report.read_text("utf-8")


def test_captions_that_are_called_a_table_are_named_as_what_they_are(tmp_path: Path) -> None:
    ran = agreement(tmp_path, CODED / "captions.csv")
    assert ran.returncode == 2
    assert "these are captions (VTT or SRT), not CSV" in ran.stderr
    assert "columns for who speaks" in ran.stderr
    assert "Traceback" not in ran.stderr
