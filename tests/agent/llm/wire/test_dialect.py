"""Dialect: parameters a server does not know are left out, and remembered."""

from __future__ import annotations

import asyncio

import httpx2
import pytest

from agent.errors import EndpointGarbled, EndpointRefused
from agent.llm.wire.dialect import Dialect, Mode
from tests.support.doubles.llm_calls import BLUE, ask
from tests.support.servers.wire import Wire, fail, whole


async def test_a_server_without_schemas_is_asked_in_json_mode_and_remembered() -> None:
    complaint = fail(400, "response_format type json_schema is not supported by this model")
    async with Wire(complaint, whole(BLUE), whole(BLUE)) as wire:
        assert (await ask(wire.llm)).name == "blue"
        assert (await ask(wire.llm)).name == "blue"
    formats = [body["response_format"]["type"] for body in wire.bodies]
    assert formats == ["json_schema", "json_object", "json_object"]
    assert '"required":["reason","name"]' in wire.bodies[1]["messages"][-1]["content"]


async def test_a_server_without_json_mode_is_asked_in_words() -> None:
    async with Wire(
        fail(400, "unknown field response_format"), fail(422, "response_format"), whole(f"Here: {BLUE}"), whole(BLUE)
    ) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert [("response_format" in body) for body in wire.bodies] == [True, True, False, False]


async def test_a_server_that_ignores_the_schema_twice_in_a_row_is_asked_plainly_from_then_on() -> None:
    blunder = whole("Blue, of course."), whole(BLUE)
    async with Wire(*blunder, *blunder, whole(BLUE)) as wire:
        for _ in range(3):
            await ask(wire.llm)
    asked = [body["response_format"]["type"] for body in wire.bodies]
    assert asked == ["json_schema", "json_object", "json_schema", "json_object", "json_object"]


async def test_one_blunder_teaches_nothing() -> None:
    blunder = whole("Blue, of course."), whole(BLUE)
    async with Wire(*blunder, whole(BLUE), *blunder, whole(BLUE)) as wire:
        for _ in range(4):
            await ask(wire.llm)
        assert wire.llm.dialect == Dialect()


async def test_a_model_that_never_answers_with_an_object_is_garbled_and_nothing_is_learned_from_it() -> None:
    async with Wire(whole("Blue."), whole("Blue!"), whole("I said blue.")) as wire:
        with pytest.raises(EndpointGarbled, match="Colour"):
            await ask(wire.llm)
        assert wire.llm.dialect == Dialect()


async def test_parameters_a_server_does_not_know_are_left_out_and_remembered() -> None:
    async with Wire(
        fail(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        fail(400, "'temperature' does not support 0.0 with this model."),
        fail(422, "seed: extra fields not permitted"),
        whole(BLUE),
        whole(BLUE),
        seed=1,
    ) as wire:
        await ask(wire.llm)
        await ask(wire.llm)
    assert "max_completion_tokens" in wire.bodies[-1]
    assert not {"max_tokens", "temperature", "seed"} & set(wire.bodies[-1])


async def test_parallel_calls_learn_one_thing_once() -> None:
    together = asyncio.Barrier(3)

    async def picky(request: httpx2.Request) -> httpx2.Response:
        if b"json_schema" not in request.content:
            return whole(BLUE)
        await together.wait()
        return fail(400, "json_schema is not supported")

    async with Wire(*[picky] * 6) as wire:
        await asyncio.gather(*(ask(wire.llm) for _ in range(3)))
        assert wire.llm.dialect.mode is Mode.JSON


@pytest.mark.parametrize("message", ["the request is too long for the context, reduce max_tokens", "bad model"])
async def test_a_400_is_final(message: str) -> None:
    async with Wire(fail(400, message)) as wire:
        with pytest.raises(EndpointRefused, match="HTTP 400"):
            await ask(wire.llm)
        assert wire.waits == []
