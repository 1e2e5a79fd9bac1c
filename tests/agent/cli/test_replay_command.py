"""`rollwith replay`: what it prints and exits with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.storage.store import Store
from rollwith.__main__ import app
from tests.support.paths import ROOT

LINES = ("You were handed a system you never chose. What would you need to see?", "You should just use it.", "Hm.")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with one session that was played with the embedded engine, and the id of it."""
    folder = tmp_path_factory.mktemp("replay")
    script = folder / "lines.txt"
    script.write_text("\n".join(LINES), "utf-8")
    play = ["play", "--persona", "ailsa_drummond", "--script", str(script), "--engine", "embedded", "--keep"]
    assert CliRunner().invoke(app, play, env={"ROLLWITH_DATA_DIR": str(folder)}).exit_code == 0
    store = Store(f"sqlite:///{folder / 'rollwith.db'}")
    session = store.sessions()[0].id
    store.dispose()
    return folder, session


def replayed(kept: tuple[Path, str], *more: str) -> tuple[int, list[dict[str, Any]]]:
    command = ["replay", kept[1], "--engine", "embedded", *more]
    ran = CliRunner().invoke(app, command, env={"ROLLWITH_DATA_DIR": str(kept[0])})
    return ran.exit_code, [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_played_session_agrees(kept: tuple[Path, str]) -> None:
    code, told = replayed(kept)
    assert code == 0
    *turns, summary = told
    assert [turn["turn"] for turn in turns] == [1, 2, 3]
    keys = "session turn agrees resistance_before resistance_after trust stage differs".split()
    assert all(list(turn) == keys and turn["agrees"] and turn["differs"] == {} for turn in turns)
    counts = {"session": kept[1], "turns": 3, "unanswered": 0, "agree": 3, "agrees": True}
    assert {key: summary[key] for key in counts} == counts


def test_its_own_rubric_grades_it_the_same(kept: tuple[Path, str]) -> None:
    assert replayed(kept, "--rubric", str(ROOT / "rubrics" / "mi.yaml"))[0] == 0


def test_another_rubric_says_what_would_differ(kept: tuple[Path, str], tmp_path: Path) -> None:
    text = (ROOT / "rubrics" / "mi.yaml").read_text("utf-8")
    start = text.index("  no_push:")
    other = tmp_path / "mi.yaml"
    other.write_text(text[:start] + text[start:].replace("[persuade]", "[other]", 1), "utf-8")
    assert other.read_text("utf-8") != text
    code, told = replayed(kept, "--rubric", str(other))
    assert code == 1
    assert told[1]["differs"]["verdict.check.no_push"] == {"log": False, "now": True}
    assert told[-1]["agrees"] is False
