"""`rollwith settings` and `--version`: what is in force, where from, and no secret among it."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli.settings import env_example
from agent.settings import Settings, load_settings
from rollwith.__main__ import app
from tests.support.paths import ROOT

SECRETS = {
    "ROLLWITH_API_KEY": "k-5eCret",
    "ROLLWITH_LOGIN": "ann:k-5eCret",
    "ROLLWITH_DATABASE_URL": "sqlite:///k-5eCret",
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("ROLLWITH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _listed(*options: str) -> dict[str, tuple[object, str]]:
    ran = CliRunner().invoke(app, ["settings", *options])
    assert ran.exit_code == 0, ran.output
    rows = [json.loads(line) for line in ran.stdout.splitlines()]
    assert all(row["about"] for row in rows)
    return {row["setting"]: (row["value"], row["source"]) for row in rows}


def test_each_setting_is_listed_with_its_value_and_its_source(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("ROLLWITH_VOTES=3\nROLLWITH_MODEL=file\nrollwith_seed=7\nROLLWITH_LOG=\n", "utf-8")
    monkeypatch.setenv("ROLLWITH_MODEL", "variable")
    found = _listed("--port", "81", "--engine", "embedded")
    assert list(found) == [f"ROLLWITH_{name.upper()}" for name in Settings.model_fields]
    assert found["ROLLWITH_PORT"] == (81, "option")
    assert found["ROLLWITH_ENGINE"] == ("embedded", "option")
    assert found["ROLLWITH_MODEL"] == ("variable", "variable")
    assert found["ROLLWITH_GRADER_MODEL"] == ("variable", "ROLLWITH_MODEL")
    assert found["ROLLWITH_VOTES"] == (3, ".env")
    assert found["ROLLWITH_SEED"] == (7, ".env")
    assert found["ROLLWITH_LOG"] == ("quiet", "default")
    assert found["ROLLWITH_PERSONAS_DIR"] == (None, "default")


def test_of_a_secret_only_is_told_whether_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {_listed()[name][0] for name in SECRETS} == {"unset"}
    for name, value in {**SECRETS, "ROLLWITH_BASE_URL": "http://ann:k-5eCret@host/v1"}.items():
        monkeypatch.setenv(name, value)
    found = _listed()
    assert {found[name] for name in SECRETS} == {("set", "variable")}
    assert found["ROLLWITH_BASE_URL"] == ("http://host/v1", "variable")
    assert "5eCret" not in CliRunner().invoke(app, ["settings", "--table"]).output


def test_a_table_is_for_reading() -> None:
    lines = CliRunner().invoke(app, ["settings", "--table"]).stdout.splitlines()
    assert len(lines) == len(Settings.model_fields)
    assert any(line.split()[:3] == ["ROLLWITH_PORT", "7860", "default"] for line in lines)


def test_the_example_in_the_repository_is_current_and_changes_nothing() -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    assert example == env_example(), "run `rollwith settings --write .env.example`"
    plain = load_settings()
    Path(".env").write_text("\n".join(line.removeprefix("#") for line in example.splitlines() if "=" in line), "utf-8")
    assert load_settings() == plain


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"rollwith {version('rollwith')}\n"
