"""Settings from variables, `.env` and options: a wrong one is named, a secret is not shown."""

from __future__ import annotations

import os
from base64 import b64encode
from pathlib import Path

import pytest

from agent.errors import SettingsError
from agent.llm.endpoint import endpoint_from
from agent.runtime.engine_factory import Engines
from agent.settings import Settings, about, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("ROLLWITH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.data_dir.name == "rollwith"
    assert not settings.llm_ready
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
    speaking = Engines(load_settings(engine=engine, **given)).speaking()
    assert speaking.grader.startswith("llm:") is llm


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
        ("ROLLWITH_BASE_URL", "api.example.com", "ROLLWITH_BASE_URL: begin it with http:// or https://"),
        ("ROLLWITH_BASE_URL", "localhost:8080/v1", "ROLLWITH_BASE_URL: begin it with http:// or https://"),
        ("ROLLWITH_BASE_URL", "'\"http://host/v1\"'", "ROLLWITH_BASE_URL: .* without quotes"),
        ("ROLLWITH_BASE_URL", "http://host/v1?key=x", "ROLLWITH_BASE_URL: .* put a key in ROLLWITH_API_KEY"),
        ("ROLLWITH_BASE_URL", "http:///v1", "ROLLWITH_BASE_URL: it is no address"),
        ("ROLLWITH_BASE_URL", "http://[host/v1", "ROLLWITH_BASE_URL: it is no address"),
        ("ROLLWITH_API_KEY", "'\"sk-1\"'", "ROLLWITH_API_KEY: .* without quotes"),
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


def test_blanks_round_a_value_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MODEL": " m\n", "BASE_URL": "\thttp://h/v1 ", "VOTES": " 3 ", "GRADER_MODEL": "  "}.items():
        monkeypatch.setenv(f"ROLLWITH_{name}", value)
    settings = load_settings()
    assert (settings.model, settings.base_url, settings.votes, settings.grader_model) == ("m", "http://h/v1", 3, "m")


@pytest.mark.parametrize("written", ["k-1234", " k-1234 ", "Bearer k-1234", "bearer  k-1234"])
def test_a_key_is_taken_with_and_without_its_scheme(written: str) -> None:
    key = load_settings(api_key=written).api_key
    assert key is not None
    assert key.get_secret_value() == "k-1234"


def test_a_login_in_the_address_is_sent_as_a_header_and_not_shown() -> None:
    settings = load_settings(base_url="http://g%40w:s%3Acret@host:81/v1", model="m")
    assert settings.base_url == "http://host:81/v1"
    assert settings.endpoint_login == ("g@w", "s:cret")
    assert "cret" not in repr(settings)
    endpoint = endpoint_from(settings, "grader")
    assert endpoint.headers == {"Authorization": "Basic " + b64encode(b"g@w:s:cret").decode()}
    assert "cret" not in repr(endpoint)
    assert endpoint_from(load_settings(base_url="http://host/v1", model="m"), "grader").headers == {}


def test_a_wrong_address_is_named_without_its_password() -> None:
    for url in ("ftp://a:s3cretPw@host", "http://a:s3cretPw@", "http://a:s3cretPw@h?x", "a:s3cretPw@host"):
        with pytest.raises(SettingsError, match="ROLLWITH_BASE_URL") as told:
            load_settings(base_url=url)
        assert "s3cretPw" not in str(told.value)


def test_every_setting_says_what_it_means() -> None:
    for name in Settings.model_fields:
        assert about(name).endswith("."), name


def test_folders_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ROLLWITH_DATA_DIR", "~/room")
    assert load_settings().data_dir == tmp_path / "room"
