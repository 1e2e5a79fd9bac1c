"""Failures that are final, and the setting that mends each."""

from __future__ import annotations

import pytest

from agent.errors import EndpointRefused
from tests.support.doubles.llm_calls import BLUE, ask
from tests.support.servers.wire import Wire, fail, whole


@pytest.mark.parametrize(
    ("status", "mend"),
    [
        (401, "ROLLWITH_API_KEY"),
        (403, "ROLLWITH_API_KEY"),
        (404, "ROLLWITH_BASE_URL"),
        (413, "too long"),
        (501, "ROLLWITH_BASE_URL"),
    ],
)
async def test_final_errors_name_the_setting_to_mend(status: int, mend: str) -> None:
    async with Wire(fail(status)) as wire:
        with pytest.raises(EndpointRefused, match=mend):
            await ask(wire.llm)


async def test_a_spent_account_is_final_though_it_is_a_429() -> None:
    async with Wire(fail(429, "You exceeded your quota", code="insufficient_quota")) as wire:
        with pytest.raises(EndpointRefused, match="nothing left"):
            await ask(wire.llm)


async def test_no_key_still_asks_and_a_key_never_shows_in_errors() -> None:
    async with Wire(fail(401, "Incorrect API key provided: sk-abcdef123456"), api_key="sk-abcdef123456") as wire:
        with pytest.raises(EndpointRefused) as refused:
            await ask(wire.llm)
        assert "abcdef" not in str(refused.value)
        assert "abcdef" not in repr(wire.llm.endpoint)
    async with Wire(whole(BLUE), api_key=None) as wire:
        await ask(wire.llm)


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (402, "Insufficient Balance", None),
        (402, "anything", None),
        (403, "This request requires more credits", None),
        (429, "litellm.RateLimitError: OpenAIException - insufficient_quota", "429"),
    ],
)
async def test_an_account_with_nothing_left_is_said_to_have_nothing_left(
    status: int, message: str, code: str | None
) -> None:
    async with Wire(fail(status, message, code=code)) as wire:
        with pytest.raises(EndpointRefused, match="nothing left"):
            await ask(wire.llm)


async def test_a_tier_without_room_is_tried_again() -> None:
    async with Wire(fail(498, "capacity exceeded"), whole(BLUE)) as wire:
        await ask(wire.llm)


async def test_too_long_a_conversation_is_named() -> None:
    async with Wire(fail(400, "This model's maximum context length is 4096 tokens")) as wire:
        with pytest.raises(EndpointRefused, match="too long for this model"):
            await ask(wire.llm)
