"""Client: what it tells beside an answer: how likely it was, how long it took, and whether prompts are cut."""

from __future__ import annotations

import logging
import math
from typing import Any

import httpx2
import pytest

from agent.llm.contract import Message
from tests.support.doubles.llm_calls import ASKED, BLUE, Colour, listen
from tests.support.servers.wire import Wire, completion, events, fail, streamed, whole

LONG = (Message(part="incoming", text="and so on " * 1_000),)


def with_odds() -> httpx2.Response:
    body: dict[str, Any] = completion(BLUE)
    tokens = [{"token": BLUE[:9], "logprob": math.log(0.5)}, {"token": BLUE[9:], "logprob": 0.0}]
    body["choices"][0]["logprobs"] = {"content": tokens}
    return httpx2.Response(200, json=body)


async def test_a_grader_is_told_how_likely_its_answer_was() -> None:
    async with Wire(with_odds()) as wire:
        answered = await wire.llm.answer(ASKED, Colour, purpose="grader", session=None)
    assert wire.bodies[0]["logprobs"] is True
    assert answered.odds is not None
    assert answered.odds.text == BLUE
    assert [round(chance, 6) for _, chance in answered.odds.tokens] == [0.5, 1.0]


async def test_an_endpoint_that_refuses_probabilities_is_not_asked_for_them_again() -> None:
    async with Wire(fail(400, "logprobs are not supported"), whole(BLUE), whole(BLUE)) as wire:
        for _ in range(2):
            answered = await wire.llm.answer(ASKED, Colour, purpose="grader", session=None)
            assert answered.odds is None
    assert ["logprobs" in body for body in wire.bodies] == [True, False, False]


async def test_only_a_grader_asks_for_probabilities() -> None:
    async with Wire(whole(BLUE), streamed(*events(["Yes."]))) as wire:
        await wire.llm.answer(ASKED, Colour, purpose="debrief", session=None)
        await listen(wire.llm)
    assert not any("logprobs" in body for body in wire.bodies)


async def test_an_endpoint_that_cuts_prompts_is_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    async with Wire(whole(BLUE, usage=30), whole(BLUE, usage=30)) as wire:
        with caplog.at_level(logging.WARNING):
            for _ in range(2):
                await wire.llm.parse(LONG, Colour, purpose="grader", session=None)
        assert wire.llm.truncates
    assert caplog.text.count("cut prompts") == 1


@pytest.mark.parametrize("usage", [None, 2_000])
async def test_an_endpoint_that_counts_the_prompt_or_nothing_cuts_none(usage: int | None) -> None:
    async with Wire(whole(BLUE, usage=usage)) as wire:
        await wire.llm.parse(LONG, Colour, purpose="grader", session=None)
        assert not wire.llm.truncates


async def test_the_seconds_to_the_first_words_are_kept() -> None:
    async with Wire(streamed(*events(["Yes."]))) as wire:
        assert wire.llm.first_words is None
        await listen(wire.llm)
        assert 0 <= (wire.llm.first_words or -1) < 5
