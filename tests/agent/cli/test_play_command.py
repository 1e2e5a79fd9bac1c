"""The command `play`: each turn and then the session as JSON lines, the same for the same seed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.doubles import players
from tests.support.doubles.paying_players import PayingPlayers
from tests.support.doubles.players import SKILLED
from tests.support.paths import ROOT
from tests.support.servers.command_line import TURN_KEYS, VERDICT_KEYS, scripts
from tests.support.servers.model_endpoint import model_endpoint


def test_play_tells_each_turn_and_then_the_session(rollwith: Any, one_persona: dict[str, str], tmp_path: Path) -> None:
    played = rollwith("play", "--persona", "all", "--script", scripts(tmp_path / "scripts"), env=one_persona)
    sessions = [record for record in played.records if "outcome" in record]
    assert [record["script"] for record in sessions] == ["pushy.jsonl", "silent.txt", "skilled.txt"]
    assert all(list(record) == ["persona", "script", "outcome", "debrief"] for record in sessions)
    turns = [record for record in played.records if "turn" in record]
    assert all(list(turn) == TURN_KEYS for turn in turns)
    assert all(list(turn["verdict"]) == VERDICT_KEYS for turn in turns)
    by_script = {name: [turn for turn in turns if turn["script"] == name] for name in {t["script"] for t in turns}}
    for own in by_script.values():
        assert [turn["turn"] for turn in own] == list(range(1, len(own) + 1))
        for before, after in zip(own, own[1:], strict=False):
            assert before["resistance_after"] == after["resistance_before"]
    assert [turn["rep"] for turn in by_script["silent.txt"]] == ["...", "ok", "...", "mm"]
    start = 7.8
    assert by_script["skilled.txt"][-1]["resistance_after"] < start
    assert by_script["silent.txt"][-1]["resistance_after"] == start
    pushed = by_script["pushy.jsonl"]
    assert pushed[-1]["resistance_after"] > start
    assert len(pushed) < 9, "the script outlasted the session and should have stopped with it"
    assert pushed[-1]["ended"]
    assert sessions[0]["outcome"] == "walked_away"
    assert sessions[2]["debrief"]["summary"]["turns"] == 2
    assert {(turn["engine"], turn["degraded"], turn["calls"], turn["tokens"], turn["notice"]) for turn in turns} == {
        ("embedded", None, 0, 0, None)
    }
    assert list(tmp_path.glob("**/*.db")) == [], "a play that is not to be kept left a log behind"


def test_the_same_seed_gives_the_same_output(rollwith: Any, one_persona: dict[str, str], tmp_path: Path) -> None:
    script = scripts(tmp_path / "scripts") / "skilled.txt"
    command = ("play", "--persona", "noreen_twomey", "--script", script)
    first, again = (rollwith(*command, env=one_persona).out for _ in range(2))
    assert first == again
    seeds = {rollwith(*command, "--seed", seed, env=one_persona).out for seed in (2, 3)}
    assert len(seeds | {first}) > 1


def test_a_play_can_be_kept(rollwith: Any, one_persona: dict[str, str], tmp_path: Path, home: Path) -> None:
    script = scripts(tmp_path / "scripts") / "skilled.txt"
    rollwith("play", "--persona", "noreen_twomey", "--script", script, "--keep", env=one_persona)
    assert (home / "data" / "rollwith.db").is_file()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.jsonl", '{"rep": "Hello."}\n{"rip": "x"}\n', "a.jsonl:2: rep"),
        ("a.jsonl", "not json\n", "a.jsonl:1"),
        ("a.txt", "x" * 5000 + "\n", "5000 characters"),
        ("a.md", "Hello.\n", "neither"),
        ("a.jsonl", "\n", "no line"),
    ],
)
def test_a_script_that_cannot_be_played_is_told_with_its_line(
    rollwith: Any, tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    ran = rollwith("play", "--persona", "all", "--script", tmp_path / name, code=2)
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def test_play_names_the_customers_there_are(rollwith: Any, tmp_path: Path, one_persona: dict[str, str]) -> None:
    script = scripts(tmp_path / "scripts")
    ran = rollwith("play", "--persona", "nobody", "--script", script, env=one_persona, code=2)
    assert "noreen_twomey" in ran.err
    assert "cannot be read" in rollwith("play", "--persona", "all", "--script", tmp_path / "none", code=2).err


def test_the_engine_llm_needs_an_endpoint(rollwith: Any, tmp_path: Path) -> None:
    command = ("play", "--persona", "all", "--script", scripts(tmp_path / "scripts"), "--engine", "llm")
    assert "ROLLWITH_BASE_URL" in rollwith(*command, code=2).err


def test_play_says_where_the_model_gave_no_grade(rollwith: Any, one_persona: dict[str, str], tmp_path: Path) -> None:
    script = tmp_path / "one.txt"
    script.write_text("You should just sign it.\n")
    nobody = {"ROLLWITH_BASE_URL": "http://127.0.0.1:9/v1", "ROLLWITH_MODEL": "m", "ROLLWITH_MAX_ATTEMPTS": "1"}
    turn, _ = rollwith("play", "--persona", "all", "--script", script, env={**one_persona, **nobody}).records
    assert turn["verdict"]["degraded"].startswith("the model gave no grade: ")
    assert turn["verdict"]["ungraded"] is None
    assert turn["resistance_after"] > turn["resistance_before"]


def test_a_play_with_a_model_tells_what_each_turn_cost_and_when_the_budget_is_nearly_spent(
    rollwith: Any, one_persona: dict[str, str], tmp_path: Path
) -> None:
    script = tmp_path / "talk.txt"
    script.write_text("How did it land?\nWhat stung the most?\nAnd since then?\nWho told you?\nWhat now?\n", "utf-8")
    with model_endpoint(tokens=900) as endpoint:
        env = one_persona | endpoint.settings | {"ROLLWITH_TOKEN_BUDGET": "20000", "ROLLWITH_SECOND_OPINION": "always"}
        ran = rollwith("play", "--persona", "noreen_twomey", "--script", script, "--engine", "llm", env=env)
        turns = [record for record in ran.records if "turn" in record]
        assert 0 < sum(turn["calls"] for turn in turns) <= len(endpoint.asked)
    assert all(list(turn) == TURN_KEYS for turn in turns)
    told = [turn["notice"] for turn in turns if turn["notice"]]
    assert len(told) == 1
    assert "ROLLWITH_TOKEN_BUDGET" in told[0]
    assert all(turn["engine"] == "llm:m" or turn["degraded"] for turn in turns)
    assert any("ROLLWITH_TOKEN_BUDGET" in (turn["degraded"] or "") for turn in turns), "spent, and says what to raise"


@pytest.mark.parametrize(
    ("lines", "env", "code", "told"),
    [
        ("...\n...\n", {}, 3, "no line of it.txt with noreen_twomey was ever graded"),
        ("...\nWhat would help?\n", {}, 0, ""),
        ("What would help?\n", {"ROLLWITH_TURN_DEADLINE": "0.001"}, 3, "none was answered"),
    ],
    ids=["all ungraded", "one graded", "all unanswered"],
)
def test_a_script_that_was_never_graded_ends_with_3_as_a_program(
    home: Path, one_persona: dict[str, str], tmp_path: Path, lines: str, env: dict[str, str], code: int, told: str
) -> None:
    script = tmp_path / "it.txt"
    script.write_text(lines, "utf-8")
    command = [sys.executable, "-m", "rollwith.__main__", "play", "--persona", "all", "--script", str(script)]
    whole = os.environ | one_persona | env | {"PYTHONPATH": str(ROOT), "ROLLWITH_DATA_DIR": str(home / "data")}
    ran = subprocess.run(command, capture_output=True, env=whole, cwd=home, timeout=120, check=False, text=True)
    assert ran.returncode == code, ran.stderr
    assert told in ran.stderr
    assert bool(ran.stderr) == bool(told)
    assert [json.loads(line)["persona"] for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(
    ("lines", "code"), [(("break it", "mumble", SKILLED), 1), (("mumble",), 3), (("break it", "mumble"), 3)]
)
def test_an_unanswered_line_ends_with_1_unless_nothing_was_graded_at_all(
    rollwith: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], code: int
) -> None:
    script = tmp_path / "it.txt"
    script.write_text("\n".join(lines), "utf-8")
    url = f"sqlite:///{tmp_path / 'log.db'}"
    monkeypatch.setattr("agent.cli.play.open_room", lambda *_: players.room(url, PayingPlayers(most=10_000)))
    ran = rollwith("play", "--persona", "test", "--script", script, code=code)
    unanswered = [record for record in ran.records if "not_answered" in record]
    assert len(unanswered) == lines.count("break it")
    assert ("were not answered" in ran.err) == bool(unanswered)
