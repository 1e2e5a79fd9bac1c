"""The command line: JSON lines on standard output and nothing else, errors on one line, exit codes that can gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.web.doors.network import require_login_for_public_bind
from tests.support.paths import ROOT


def test_sessions_are_listed_and_erased(rollwith: Any, one_persona: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "one.txt"
    script.write_text("What would help?\n", "utf-8")
    for _ in range(2):
        rollwith("play", "--persona", "noreen_twomey", "--script", script, "--keep", env=one_persona)
    newest, oldest = rollwith("sessions", "list").records
    assert (newest["persona"], newest["turns"], newest["finished"]) == ("noreen_twomey", 1, True)
    assert rollwith("sessions", "erase", newest["id"]).records == [{"erased": newest["id"]}]
    assert rollwith("sessions", "list").records == [oldest]
    assert "no session has the id" in rollwith("sessions", "erase", newest["id"], code=2).err


def test_doctor_tells_what_speaks_and_where_the_data_lives(
    rollwith: Any, one_persona: dict[str, str], home: Path
) -> None:
    found = {record["part"]: record for record in rollwith("doctor", env=one_persona).records}
    assert all(record["ok"] for record in found.values())
    assert str(home / "data" / "rollwith.db") in found["data"]["detail"]
    assert "no endpoint is set" in found["engine"]["detail"]
    assert "langgraph" in found["version"]["detail"]


def test_doctor_hides_the_key_and_probes_only_when_asked(rollwith: Any, one_persona: dict[str, str]) -> None:
    endpoint = {
        "ROLLWITH_BASE_URL": "http://127.0.0.1:9/v1",
        "ROLLWITH_MODEL": "m",
        "ROLLWITH_API_KEY": "sk-secret",
        "ROLLWITH_MAX_ATTEMPTS": "1",
    }
    quiet = rollwith("doctor", env=one_persona | endpoint)
    assert "not asked" in quiet.out
    drafts = next(record["detail"] for record in quiet.records if record["part"] == "drafts")
    assert "no line was begun beside its grade" in drafts
    probed = rollwith("doctor", "--probe", env=one_persona | endpoint, code=1)
    failed = next(record for record in probed.records if record["part"] == "endpoint")
    assert not failed["ok"]
    assert "sk-secret" not in quiet.out + quiet.err + probed.out + probed.err


def test_doctor_draws_the_graph(rollwith: Any, tmp_path: Path) -> None:
    rollwith("doctor", "--graph", tmp_path / "graph.md")
    assert (tmp_path / "graph.md").read_text("utf-8") == (ROOT / "docs" / "graph.md").read_text("utf-8")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "example.com", "127.0.0.1.example.com"])
def test_serve_refuses_to_be_reached_from_elsewhere_without_a_login(rollwith: Any, host: str) -> None:
    ran = rollwith("serve", "--host", host, "--port", 0, code=2)
    assert "ROLLWITH_LOGIN" in ran.err
    assert ran.err.count("\n") == 1


def test_this_machine_and_guarded_hosts_may_be_served() -> None:
    for host in ("127.0.0.1", "localhost", "::1", "[::1]", "127.8.0.1"):
        require_login_for_public_bind(host, login=False)
    require_login_for_public_bind("0.0.0.0", login=True)


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"ROLLWITH_ENGINE": "llm"}, "ROLLWITH_BASE_URL"),
        ({"ROLLWITH_MODLE": "x"}, "ROLLWITH_MODEL"),
        ({"ROLLWITH_PERSONAS_DIR": "/nowhere"}, "/nowhere"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_mend(rollwith: Any, env: dict[str, str], told: str) -> None:
    ran = rollwith("personas", "list", env=env, code=2)
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_as_a_program_it_writes_json_and_no_trace(home: Path, tmp_path: Path, one_persona: dict[str, str]) -> None:
    def run(command: str) -> subprocess.CompletedProcess[bytes]:
        env = os.environ | one_persona | {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONUTF8": "0"}
        shell = ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m rollwith.__main__ {command}"]
        return subprocess.run(shell, capture_output=True, env=env, cwd=home, timeout=60, check=False)

    listed = run("personas list")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == ["noreen_twomey"]
    assert (listed.returncode, listed.stderr) == (0, b"")
    refused = run("personas check nobody")
    assert (refused.returncode, refused.stdout, refused.stderr.count(b"\n")) == (2, b"", 1)
    gone = run("personas render | head -c 10")
    assert (gone.returncode, gone.stderr) == (0, b"")
