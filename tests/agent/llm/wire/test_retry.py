"""Retries: one layer, jittered, within the deadline."""

from __future__ import annotations

import time
from email.utils import formatdate

import httpx2
import pytest

from agent.errors import EndpointDown
from tests.support.doubles.llm_calls import BLUE, ask, hang
from tests.support.servers.wire import Wire, fail, whole


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
async def test_fleeting_errors_are_tried_again_with_jitter(status: int) -> None:
    async with Wire(fail(status), fail(status), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert len(wire.waits) == 2
    assert all(0 <= wait <= 1 for wait in wire.waits)


async def test_waits_differ() -> None:
    waits = []
    for _ in range(5):
        async with Wire(fail(500), whole(BLUE)) as wire:
            await ask(wire.llm)
            waits += wire.waits
    assert len(set(waits)) == 5


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "2500"}, 2.5),
        ({"retry-after": "in 9 s"}, 7.5),
    ],
)
async def test_retry_after_is_honoured_with_a_little_spread(headers: dict[str, str], least: float) -> None:
    if headers.get("retry-after") == "in 9 s":
        headers = {"retry-after": formatdate(time.time() + 9, usegmt=True)}
    async with Wire(fail(429, headers=headers), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert least <= wire.waits[0] <= least + 2


@pytest.mark.parametrize("nonsense", ["soon", "nan", "inf", "-5", ""])
async def test_a_retry_after_that_makes_no_sense_does_no_harm(nonsense: str) -> None:
    async with Wire(fail(429, headers={"retry-after": nonsense}), whole(BLUE)) as wire:
        await ask(wire.llm)
    assert 0 <= wire.waits[0] <= 0.5


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    async with Wire(fail(429, "slow down", headers={"retry-after": "3600"})) as wire:
        with pytest.raises(EndpointDown, match="HTTP 429: slow down"):
            await ask(wire.llm)
        assert wire.waits == []


async def test_attempts_do_not_multiply() -> None:
    async with Wire(*[fail(503) for _ in range(3)], max_attempts=3) as wire:
        with pytest.raises(EndpointDown, match="HTTP 503"):
            await ask(wire.llm)


async def test_a_refused_connection_is_tried_again_and_then_down() -> None:
    refused = httpx2.ConnectError("connection refused")
    async with Wire(refused, refused, max_attempts=2) as wire:
        with pytest.raises(EndpointDown, match="connection refused"):
            await ask(wire.llm)


async def test_a_timeout_of_one_attempt_is_tried_again() -> None:
    async with Wire(httpx2.ReadTimeout("slow"), whole(BLUE)) as wire:
        await ask(wire.llm)


async def test_the_total_deadline_holds_whatever_hangs() -> None:
    async with Wire(hang, total_deadline=0.4) as wire:
        with pytest.raises(EndpointDown, match="within 0.4 s"):
            await ask(wire.llm)
