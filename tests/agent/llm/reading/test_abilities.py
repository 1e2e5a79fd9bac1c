"""What bare answers tell of an endpoint, whatever shape they have."""

from __future__ import annotations

from typing import Any

import pytest

from agent.llm.reading.abilities import cached, prompt_read, reasoning, window


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        ({"max_model_len": 4096}, 4096),
        ({"context_length": 128000, "top_provider": {"context_length": 64000}}, 128000),
        ({"top_provider": {"context_length": 64000}}, 64000),
        ({"meta": {"n_ctx_train": 8192, "n_ctx": 2048}}, 2048),
        ({"max_context_length": 32768, "loaded_context_length": 4096}, 4096),
        ({"context_length": None, "max_model_len": "4096", "n_ctx": True}, 0),
        ({"max_model_len": -1}, 0),
        ({"meta": ["n_ctx"]}, 0),
    ],
)
def test_a_window_is_found_where_servers_tell_it(entry: dict[str, Any], found: int) -> None:
    assert window({"data": [{"id": "other", "n_ctx": 7}, {"id": "m", **entry}]}, "m") == found


@pytest.mark.parametrize("listed", [None, [], "no", {"data": None}, {"data": [None, 3]}, {"data": [{"id": "x"}, {}]}])
def test_a_list_of_models_that_is_none_tells_no_window(listed: object) -> None:
    assert window(listed, "m") == 0


def test_the_only_model_is_meant_whatever_its_name() -> None:
    assert window([{"id": "path/to/model.gguf", "n_ctx": 512}], "m") == 512


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        ({"prompt_tokens": 4500, "prompt_tokens_details": {"cached_tokens": 4352}}, "4,352 of 4,500"),
        ({"prompt_tokens": 4500, "prompt_cache_hit_tokens": 4480}, "4,480 of 4,500"),
        ({"prompt_tokens": 4500, "prompt_tokens_details": None}, "none told"),
        ({}, "estimated"),
    ],
)
def test_cached_tokens_are_read_as_endpoints_tell_them(usage: dict[str, Any], told: str) -> None:
    assert told in cached(usage)


@pytest.mark.parametrize(
    ("read", "told"), [(4200, "read whole"), (2048, "CUT"), (20, "CUT"), (0, "not told"), (None, "not told")]
)
def test_a_prompt_is_cut_where_far_fewer_tokens_were_read_than_sent(read: int | None, told: str) -> None:
    assert told in prompt_read({"prompt_tokens": read}, 4500)


@pytest.mark.parametrize(
    ("message", "usage", "told"),
    [
        ({"content": "Yes."}, {}, "none seen"),
        ({"content": "Yes.", "reasoning_content": "a" * 80}, {}, "about 20 tokens"),
        ({"content": "Yes.", "reasoning": "a" * 80}, {}, "about 20 tokens"),
        ({"content": "<think>" + "a" * 73 + "</think>Yes."}, {}, "seen, about"),
        ({"content": "Yes."}, {"completion_tokens_details": {"reasoning_tokens": 512}}, "about 512 tokens"),
        ({"content": [{"type": "text", "text": "Yes."}]}, {"completion_tokens_details": None}, "none seen"),
    ],
)
def test_thoughts_are_seen_in_every_place_they_come_in(
    message: dict[str, Any], usage: dict[str, Any], told: str
) -> None:
    assert told in reasoning({"choices": [{"message": message}], "usage": usage})


def test_without_an_answer_nothing_is_claimed() -> None:
    assert "not known" in reasoning({})
