"""Complaints: what is read in an error body, whatever its shape and wording."""

from __future__ import annotations

import json

import pytest

from agent.llm.wire.complaints import complaint, most_allowed, says_spent, says_too_long
from agent.llm.wire.dialect import Dialect, Mode

TOO_MANY = 2000


def changed(text: str, mode: Mode | None = None) -> dict[str, object]:
    """Return the fields that a complaint takes from a dialect."""
    found = Dialect().unlearn(text, mode, TOO_MANY)
    assert found is not None, text
    return {name: value for name, value in vars(found).items() if getattr(Dialect(), name) != value}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": {"message": "seed is unknown"}}, "seed is unknown"),
        ({"error": "seed is unknown"}, "seed is unknown"),
        ([{"error": {"code": 400, "message": "seed is unknown"}}], "seed is unknown"),
        ({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}, "seed"),
        ({"object": "error", "message": {"detail": [{"loc": ["body", "seed"], "msg": "no"}]}}, "seed"),
        ({"error": {"message": "Provider returned error", "metadata": {"raw": "seed is unknown"}}}, "seed is unknown"),
        ("seed is unknown", "seed is unknown"),
    ],
)
def test_an_error_body_of_any_shape_is_read(body: object, said: str) -> None:
    assert said in complaint(json.dumps(body))


def test_raw_text_is_a_complaint_and_a_page_is_none() -> None:
    assert complaint("System role not supported") == "System role not supported"
    assert complaint("<!DOCTYPE html><p>seed</p>") == ""
    assert complaint("[" * 100_000) != ""


def test_what_a_server_sends_back_of_the_request_is_no_complaint() -> None:
    body = {"detail": [{"loc": ["body", "seed"], "msg": "no", "input": {"temperature": 1}, "ctx": {"temperature": 1}}]}
    assert "temperature" not in complaint(json.dumps(body))


@pytest.mark.parametrize(
    "text",
    [
        "Invalid schema for response_format 'X': In context=('properties', 'units'), 'minItems' is not permitted.",
        "Unknown name \"additionalProperties\" at 'generation_config.response_schema': Cannot find field.",
        "The JSON schema contains features that are not supported by xgrammar",
        "structured outputs are not available for this deployment",
        "Unsupported keyword: maxLength",
    ],
)
def test_a_refused_schema_means_to_go_on_without(text: str) -> None:
    assert changed(text) == {"mode": Mode.JSON}


def test_a_server_that_takes_schemas_only_keeps_them() -> None:
    assert changed("'response_format.type' must be 'json_schema' or 'text'", Mode.JSON) == {"json": False}
    assert Dialect(json=False).at_least(Mode.JSON).mode is Mode.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "System role not supported",
        "'messages[0].role' does not support 'system' with this model",
        "Conversation roles must alternate user/assistant/user/assistant/...",
        "Developer instruction is not enabled for models/gemma-3",
        "Input should be 'user' or 'assistant'; body; messages; 0; role",
    ],
)
def test_a_refused_system_role_is_folded(text: str) -> None:
    assert changed(text) == {"system": False}


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Unrecognized request argument supplied: stream_options", "usage"),
        ("logprobs are not supported with this model", "logprobs"),
        ("Unsupported value: 'reasoning_effort' does not support 'minimal' with this model.", "effort"),
        ('Unknown name "seed": Cannot find field.', "seed"),
        ("This model only support stream mode, please enable the stream parameter", "whole"),
        ("enable_thinking must be set to false for non-streaming calls", "whole"),
        ("Streaming is not supported by this model", "streams"),
    ],
)
def test_what_a_complaint_names_is_left_out(text: str, lacking: str) -> None:
    assert changed(text) == {lacking: False}


@pytest.mark.parametrize(
    "text",
    [
        "max_tokens is too large: 2000. This model supports at most 1024 completion tokens",
        "Invalid max_tokens value, the valid range of max_tokens is [1, 1024]",
        "max_tokens must be less than or equal to 1024",
        "max_new_tokens must be <= 1024. Given: 2000",
    ],
)
def test_too_large_a_limit_is_lowered_to_what_is_allowed(text: str) -> None:
    assert changed(text) == {"most": 1024}
    assert Dialect(most=1024).parameters(TOO_MANY, 0.0, None)["max_tokens"] == 1024


def test_a_limit_that_is_not_below_what_was_asked_is_none() -> None:
    assert most_allowed("at most 4000 tokens", TOO_MANY) is None


@pytest.mark.parametrize(
    "text",
    [
        "This model's maximum context length is 4096 tokens. However, you requested 5000",
        "the request exceeds the available context size, try increasing it",
        "the request is too long for the context, reduce max_tokens",
        "prompt is too long: 210000 tokens",
    ],
)
def test_too_long_a_prompt_blames_no_parameter(text: str) -> None:
    assert says_too_long(text)
    assert Dialect().unlearn(text, None, TOO_MANY) is None


def test_a_context_that_is_a_place_in_a_schema_is_no_long_prompt() -> None:
    assert not says_too_long("Invalid schema: In context=('properties', 'units'), 'minItems' is not permitted.")


@pytest.mark.parametrize(
    "text", ["Insufficient Balance", "This request requires more credits", "insufficient_quota", "Out of credits"]
)
def test_an_empty_account_is_known_by_any_words(text: str) -> None:
    assert says_spent(text)
    assert not says_spent("Rate limit reached, try again in 2 s")
