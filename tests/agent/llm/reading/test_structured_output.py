"""Structured output: answers that cannot be read as what was asked for."""

from __future__ import annotations

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import EndpointGarbled, EndpointRefused
from agent.llm.reading.structured_output import read_object
from tests.support.doubles.llm_calls import BLUE, Colour, ask
from tests.support.servers.wire import Wire, whole


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{BLUE}\n```",
        f"Sure! Here it is:\n{BLUE}\nAnything else?",
        f'<think>{{"name": "red"}} no</think>\n{BLUE}',
        '{"reason": "a\nnew line", "name": "blue"}',
        f'{{"colour": 1}} and then {BLUE}',
        f"{{ {BLUE}",
    ],
)
async def test_an_object_is_found_in_its_wrapping(text: str) -> None:
    async with Wire(whole(text)) as wire:
        assert (await ask(wire.llm)).name == "blue"


@given(st.text())
def test_any_text_is_an_object_or_garbled(text: str) -> None:
    with pytest.raises(EndpointGarbled):
        read_object(text, Colour)


def test_a_deep_nest_is_garbled() -> None:
    with pytest.raises(EndpointGarbled):
        read_object('{"a":' * 100_000, Colour)


async def test_an_answer_that_is_cut_at_every_limit_is_garbled() -> None:
    async with Wire(*[whole('{"reason": "sk', finish="length")] * 4) as wire:
        with pytest.raises(EndpointGarbled, match="cut at its token limit"):
            await ask(wire.llm)


async def test_a_refusal_is_told_apart() -> None:
    async with Wire(whole(None, refusal="I cannot help with that.")) as wire:
        with pytest.raises(EndpointRefused, match="declined: I cannot help"):
            await ask(wire.llm)


async def test_a_content_filter_is_told_apart() -> None:
    async with Wire(whole("", finish="content_filter")) as wire:
        with pytest.raises(EndpointRefused, match="content filter"):
            await ask(wire.llm)


@pytest.mark.parametrize("text", [None, "", "  \n"])
async def test_an_empty_answer_is_garbled(text: str | None) -> None:
    async with Wire(*[whole(text)] * 4) as wire:
        with pytest.raises(EndpointGarbled, match="empty"):
            await ask(wire.llm)


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(200, text="<!doctype html><p>Log in</p>", headers={"content-type": "text/html"}),
        httpx2.Response(200, text="<html>", headers={"content-type": "application/json"}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"error": "overloaded"}),
        httpx2.Response(200, json={"choices": []}),
        httpx2.Response(200, json={"choices": [{"message": "hi"}]}),
        httpx2.Response(200, content=b"\xff\xfe", headers={"content-type": "application/json"}),
        httpx2.Response(200, text=""),
    ],
)
async def test_what_is_no_completion_is_garbled(response: httpx2.Response) -> None:
    async with Wire(response) as wire:
        with pytest.raises(EndpointGarbled, match="no chat completion"):
            await ask(wire.llm)
