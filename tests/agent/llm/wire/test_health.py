"""Health: a dead endpoint rests, is tried again by and by, and a model may take its time to load."""

from __future__ import annotations

import asyncio
import logging

import httpx2
import pytest

from agent.errors import EndpointDown, EndpointError, EndpointGarbled, EndpointRefused
from agent.llm.client import open_llms
from agent.llm.wire import health
from agent.llm.wire.health import Health
from agent.settings import Settings
from tests.support.doubles.llm_calls import ASKED, BLUE, ask, hang, listen
from tests.support.servers.wire import Answer, Wire, events, fail, streamed, whole

DOWN = httpx2.ConnectError("refused")


async def seconds(call: object) -> float:
    """Return how long a call takes that fails for want of an answer."""
    began = asyncio.get_running_loop().time()
    with pytest.raises(EndpointDown, match="rests after"):
        await call  # type: ignore[misc]
    return asyncio.get_running_loop().time() - began


async def kill(wire: Wire, times: int = 2) -> None:
    for _ in range(times):
        with pytest.raises(EndpointDown):
            await ask(wire.llm)


async def test_after_two_dead_calls_a_line_waits_two_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "RESTING_WAIT", 0.2)
    hanging: list[Answer] = [hang] * 2  # the call, and the trial in the background
    async with Wire(DOWN, DOWN, *hanging, max_attempts=1) as wire:
        await kill(wire)
        assert wire.llm.resting
        assert 0.1 < await seconds(ask(wire.llm)) < 1.5
        assert await seconds(listen(wire.llm)) < 0.1, "the calls of one line do not wait one after another"


async def test_a_dead_call_and_a_living_one_are_no_rest() -> None:
    async with Wire(DOWN, whole(BLUE), DOWN, max_attempts=1) as wire:
        await kill(wire, 1)
        await ask(wire.llm)
        await kill(wire, 1)
        assert not wire.llm.resting


@pytest.mark.parametrize("answer", [fail(401), httpx2.Response(200, text="<html>")])
async def test_an_endpoint_that_refuses_or_blunders_is_not_dead(answer: httpx2.Response) -> None:
    async with Wire(*[answer] * 3, max_attempts=1) as wire:
        for _ in range(3):
            with pytest.raises((EndpointRefused, EndpointGarbled)):
                await ask(wire.llm)
        assert not wire.llm.resting


async def test_a_resting_endpoint_that_answers_in_time_is_used_again() -> None:
    async with Wire(DOWN, DOWN, max_attempts=1) as wire:
        await kill(wire)
        wire.expect(*[whole(BLUE)] * 2)
        assert (await ask(wire.llm)).name == "blue"
        assert not wire.llm.resting
        await asyncio.sleep(0.05)  # the trial in the background takes the second answer


async def test_a_resting_endpoint_is_tried_in_the_background_with_all_the_time_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "RESTING_WAIT", 0.1)

    async def slow(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.4)
        return streamed(*events(["Yes."])) if b"Ready?" in request.content else whole(BLUE)

    async with Wire(DOWN, DOWN, slow, slow, whole(BLUE), max_attempts=1) as wire:
        await kill(wire)
        await seconds(ask(wire.llm))
        await asyncio.sleep(0.8)
        assert not wire.llm.resting
        assert (await ask(wire.llm)).name == "blue"
    trial = next(body for body in wire.bodies if "Ready?" in str(body["messages"]))
    assert trial["max_tokens"] <= 16


async def test_trials_are_not_begun_more_often_than_every_thirty_seconds() -> None:
    now, trials = [0.0], []
    state = Health(lambda: now[0])
    for _ in range(2):
        state.dead("m")

    async def trial() -> None:
        trials.append(now[0])
        raise EndpointDown("still dead")

    for now[0] in (1.0, 12.0, 29.0, 31.5, 45.0, 62.0):
        async with Wire() as wire:
            call = wire.llm._call(ASKED, "grader", None, None, 0.0)
            assert state.hurry(call, trial).left <= 2.0
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert trials == [1.0, 31.5, 62.0]


async def test_a_call_that_is_given_up_after_a_long_silence_is_dead() -> None:
    hanging: list[Answer] = [hang] * 3  # the second call is no longer the first, and tries twice
    async with Wire(*hanging, first_token_deadline=0.1) as wire:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(listen(wire.llm), 0.3)
        assert wire.llm.resting


async def test_a_cold_model_may_use_all_the_time_in_one_attempt() -> None:
    async def loading(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.6)
        return streamed(*events(["Yes."]))

    async with Wire(loading, first_token_deadline=0.1, request_timeout=0.1, total_deadline=5) as wire:
        assert await listen(wire.llm) == ["Yes."]
        assert 0.5 < (wire.llm.first_words or 0) < 3


async def test_a_second_attempt_after_silence_gets_all_the_time_that_is_left() -> None:
    async def loading(_: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.6)
        return streamed(*events(["Yes."]))

    warm: list[Answer] = [streamed(*events(["Hm."])), hang, loading]
    async with Wire(*warm, first_token_deadline=0.1, total_deadline=5) as wire:
        await listen(wire.llm)
        assert await listen(wire.llm) == ["Yes."]


def test_a_model_that_was_silent_for_long_may_be_cold_again() -> None:
    now = [0.0]
    state = Health(lambda: now[0])
    assert state.is_cold("m")
    state.alive("m")
    assert not state.is_cold("m")
    assert state.is_cold("another")
    now[0] = health.COLD_AFTER + 1
    assert state.is_cold("m")


async def test_the_models_of_one_room_rest_together(caplog: pytest.LogCaptureFixture) -> None:
    given = Settings(_env_file=None, base_url="http://127.0.0.1:9/v1", model="m", max_attempts=1)
    models = open_llms(given)
    with caplog.at_level(logging.WARNING):
        for llm in (models["customer"], models["grader"]):
            with pytest.raises(EndpointError):
                await ask(llm)
    assert models["debrief"].resting
    assert "rests after 2 dead calls" in caplog.text
    for llm in models.values():
        await llm.aclose()
