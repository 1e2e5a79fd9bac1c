"""Any persona or rubric file, however hostile, is a finding within a second and 100 MB, and takes nothing else down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.content.library import Library
from agent.content.yaml_source import LARGEST
from tests.support.measures import hostile
from tests.support.paths import ROOT

SECOND = 1.0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bounds a process's memory as Linux does")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What reading each kind came to, each in a child process of its own bounds."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, "-m", "tests.support.measures.hostile", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return {row["kind"]: row for row in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize("kind", [*hostile.TEXTS, *hostile.SPECIAL])
def test_a_hostile_file_is_a_finding(read: dict[str, dict[str, Any]], kind: str) -> None:
    told = read[kind]
    assert "died" not in told, told
    assert told["many"] > 0
    assert all("other.yaml" in finding and "Mend: " in finding for finding in told["found"])
    assert told["longest"] < 2_000
    assert told["cpu"] < SECOND


def test_a_hostile_file_takes_no_other_down(library: Library) -> None:
    for number, kind in enumerate(("a pipe", "a device", "a link to itself", "version '!!int abc' of 9", "binary")):
        made = hostile.lay(library.personas_dir.parent / f"of_{number}", kind)
        (made / "personas/other.yaml").rename(library.personas_dir / f"other_{number}.yaml")
    assert list(library.personas()) == ["test_customer"]
    assert len({Path(problem.file).name for problem in library.problems()}) == 5


def test_a_file_that_may_not_be_read_is_named(library: Library) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (library.personas_dir / "secret.yaml").write_text("id: secret\n")
    (library.personas_dir / "secret.yaml").chmod(0)
    assert "cannot be read (Permission denied)" in str(library.problems()[0])
    assert list(library.personas()) == ["test_customer"]


def test_a_name_that_is_no_text_is_told_in_a_form_that_any_stream_carries(library: Library) -> None:
    path = os.fsencode(library.personas_dir) + b"/caf\xe9.yaml"
    Path(os.fsdecode(path)).write_bytes(b"")
    told = str(library.problems()[0])
    assert "caf" in told
    told.encode("utf-8")


def test_the_largest_file_is_told_by_its_size(library: Library) -> None:
    (library.personas_dir / "other.yaml").write_bytes(b"# " + b"x" * LARGEST)
    assert str(library.problems()[0]).endswith(
        "larger than 500,000 bytes. Mend: shorten it; no customer needs that many words."
    )


@pytest.mark.parametrize("key", ['""', '"[key]"', "'.'", "'a.b'", "'[0]'"])
def test_a_key_of_any_form_is_named(library: Library, key: str) -> None:
    (library.personas_dir / "other.yaml").write_text(f"{key}: 1\n" + hostile.SOUND.replace("test_customer", "other"))
    problem = next(problem for problem in library.problems() if problem.problem == "unknown key")
    assert problem.line == 1
