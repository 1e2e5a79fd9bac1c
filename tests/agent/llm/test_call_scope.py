"""Calls of one block share a clock that begins with the first of them, and a count of what they cost."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import EndpointDown
from agent.llm.budget import Budget
from agent.llm.call_scope import call_scope, due
from tests.support.doubles.llm_calls import BLUE, ask, hang, listen
from tests.support.servers.wire import Wire, events, streamed, whole


def test_the_first_call_starts_the_clock_for_all_even_in_a_scope_inside() -> None:
    assert due(100.0, 60.0) == 160.0
    with call_scope():
        with call_scope():
            assert due(100.0, 60.0) == 160.0
        assert due(150.0, 60.0) == 160.0
    assert due(150.0, 60.0) == 210.0


async def test_calls_of_tasks_begun_inside_belong_to_the_scope() -> None:
    async def later(now: float) -> float:
        return due(now, 60.0)

    with call_scope():
        assert await asyncio.create_task(later(100.0)) == 160.0
        assert await asyncio.to_thread(due, 150.0, 60.0) == 160.0


def test_what_a_scope_inside_spends_counts_for_both() -> None:
    budget = Budget(1000)
    with call_scope() as outer:
        budget.reserve("s", 100)
        with call_scope() as inner:
            budget.reserve("s", 30)
            budget.settle("s", 30, 20)
        budget.settle("s", 100, 70)
    budget.reserve("s", 5)
    assert (outer.tokens, inner.tokens, budget.spent("s")) == (90, 20, 95)


async def test_a_second_call_has_what_the_first_has_left() -> None:
    async with Wire(hang, total_deadline=1.0, request_timeout=9, max_attempts=1) as wire:
        began = asyncio.get_running_loop().time()
        with call_scope():
            for call in (ask, listen):
                with pytest.raises(EndpointDown, match="no whole answer within"):
                    await call(wire.llm)
        assert asyncio.get_running_loop().time() - began < 1.9, "two whole deadlines are 2 s"


async def test_calls_in_time_are_answered_inside_a_scope_as_outside() -> None:
    async with Wire(whole(BLUE), streamed(*events(["blue"]))) as wire:
        with call_scope() as scope:
            assert (await ask(wire.llm)).name == "blue"
            assert await listen(wire.llm) == ["blue"]
        assert scope.tokens == wire.llm.budget.total > 0
