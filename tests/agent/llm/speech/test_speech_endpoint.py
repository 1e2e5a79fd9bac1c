"""Where lines are spoken, by the settings."""

from __future__ import annotations

import pytest

from agent.errors import SettingsError
from agent.llm.speech.speech_endpoint import speech_endpoint
from agent.settings import Settings


def given(**settings: object) -> Settings:
    return Settings(_env_file=None, **settings)  # type: ignore[arg-type]


def test_without_a_model_the_browser_does_it_all() -> None:
    assert speech_endpoint(given(speech_url="http://a.test/v1")) is None


def test_a_model_without_an_address_is_told_by_name() -> None:
    with pytest.raises(SettingsError, match="ROLLWITH_DICTATION_MODEL"):
        speech_endpoint(given(dictation_model="w"))


def test_the_key_of_one_endpoint_is_never_sent_to_another() -> None:
    apart = given(speech_url="http://a.test/v1", speech_model="s", base_url="http://b.test/v1", api_key="k-b")
    found = speech_endpoint(apart)
    assert found is not None
    assert (found.at.base_url, found.at.api_key, found.apart) == ("http://a.test/v1", None, True)


def test_the_same_address_takes_the_same_key() -> None:
    for address in (None, "http://b.test/v1/"):
        same = given(speech_url=address, speech_model="s", base_url="http://b.test/v1", api_key="k-b")
        found = speech_endpoint(same)
        assert found is not None
        assert (found.at.api_key, found.apart) == ("k-b", False)


def test_a_password_in_the_address_is_sent_as_a_header_alone() -> None:
    found = speech_endpoint(given(speech_url="http://me:pw-12345@a.test/v1", speech_model="s"))
    assert found is not None
    assert found.at.base_url == "http://a.test/v1"
    assert found.at.login == ("me", "pw-12345")
    assert "pw-12345" not in repr(found)
