"""Settings from variables, `.env` and options: a wrong one is named, a secret is not shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("ROLLWITH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.data_dir.name == "rollwith"
    assert not settings.llm_ready
    assert not settings.uses_llm
    assert settings.host == "127.0.0.1"
    assert settings.credentials is None


def test_options_win_over_variables_and_variables_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        "ROLLWITH_PORT=1\nROLLWITH_VOTES=3\nROLLWITH_MODEL=file\nOPENAI_API_KEY=not ours\n", "utf-8"
    )
    monkeypatch.setenv("ROLLWITH_PORT", "2")
    monkeypatch.setenv("ROLLWITH_MODEL", "variable")
    settings = load_settings(port=3)
    assert (settings.port, settings.model, settings.votes) == (3, "variable", 3)


def test_one_model_serves_every_actor_that_has_none_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLWITH_MODEL", "large")
    monkeypatch.setenv("ROLLWITH_GRADER_MODEL", "small")
    settings = load_settings()
    assert (settings.grader_model, settings.customer_model, settings.debrief_model) == ("small", "large", "large")


@pytest.mark.parametrize(
    ("engine", "endpoint", "llm"),
    [("auto", False, False), ("auto", True, True), ("embedded", True, False), ("llm", True, True)],
)
def test_the_endpoint_speaks_when_it_is_set_and_wanted(engine: str, endpoint: bool, llm: bool) -> None:
    given = {"base_url": "http://127.0.0.1:8080/v1", "model": "m"} if endpoint else {}
    assert load_settings(engine=engine, **given).uses_llm is llm


def test_the_engine_llm_needs_an_endpoint() -> None:
    with pytest.raises(SettingsError, match="ROLLWITH_ENGINE=llm needs ROLLWITH_BASE_URL and ROLLWITH_MODEL"):
        load_settings(engine="llm", model="m")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ROLLWITH_PORT", "web", "ROLLWITH_PORT: .*integer"),
        ("ROLLWITH_PORT", "70000", "ROLLWITH_PORT: .*65535"),
        ("ROLLWITH_TEMPERATURE", "-1", "ROLLWITH_TEMPERATURE: "),
        ("ROLLWITH_TOTAL_DEADLINE", "0", "ROLLWITH_TOTAL_DEADLINE: .*greater than 0"),
        ("ROLLWITH_ENGINE", "gpt", "ROLLWITH_ENGINE: .*'embedded'"),
        ("ROLLWITH_BASE_URL", "api.example.com", "ROLLWITH_BASE_URL: "),
        ("ROLLWITH_LOGIN", "ann", "ROLLWITH_LOGIN: write it as name:password"),
        ("ROLLWITH_LOGIN", "ann:", "ROLLWITH_LOGIN: write it as name:password"),
        ("ROLLWITH_SEED", str(2**63), "ROLLWITH_SEED: "),
        ("ROLLWITH_MODLE", "m", "ROLLWITH_MODLE is not a setting. Mend: did you mean ROLLWITH_MODEL?"),
        ("ROLLWITH_COLOUR_OF_ROOM", "red", "ROLLWITH_COLOUR_OF_ROOM is not a setting. Mend: unset it"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told):
        load_settings()
    monkeypatch.delenv(name)
    Path(".env").write_text(f"{name}={value}\n", "utf-8")
    with pytest.raises(SettingsError, match=told):
        load_settings()


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLWITH_BASE_URL", "")
    monkeypatch.setenv("ROLLWITH_SEED", "")
    assert load_settings() == Settings(_env_file=None)


def test_an_env_file_that_is_not_text_is_named() -> None:
    Path(".env").write_bytes(b"ROLLWITH_MODEL=caf\xe9\n")
    with pytest.raises(SettingsError, match=r"\.env is not UTF-8"):
        load_settings()


def test_secrets_are_not_shown() -> None:
    settings = load_settings(api_key="s3cret", login="ann:s3cret:too", database_url="postgresql://ann:s3cret@host/x")
    assert "s3cret" not in repr(settings)
    assert settings.credentials == ("ann", "s3cret:too")
    with pytest.raises(SettingsError) as told:
        load_settings(login="s3cret")
    assert "s3cret" not in str(told.value)


def test_folders_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ROLLWITH_DATA_DIR", "~/room")
    assert load_settings().data_dir == tmp_path / "room"
