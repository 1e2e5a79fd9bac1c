"""Token budgets, whoever spends and however it ends."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import EndpointError, EndpointRefused
from agent.llm.client import Budget
from tests.support.doubles.llm_calls import ASKED, BLUE, ask, listen
from tests.support.servers.wire import Wire, events, fail, streamed, whole


async def test_usage_is_counted_per_session() -> None:
    async with Wire(whole(BLUE, usage=40), streamed(*events(["Yes."], usage=25))) as wire:
        await ask(wire.llm, "a")
        await listen(wire.llm, "a")
        assert wire.llm.budget.spent("a") == 65
        assert wire.llm.budget.spent("b") == 0


async def test_usage_is_estimated_where_none_is_told() -> None:
    async with Wire(whole(BLUE, usage=None), streamed(*events(["Yes, all of it."]))) as wire:
        await ask(wire.llm, "a")
        first = wire.llm.budget.spent("a")
        await listen(wire.llm, "a")
        assert 0 < first < wire.llm.budget.spent("a")


async def test_a_spent_budget_refuses_without_asking() -> None:
    async with Wire(whole(BLUE, usage=95), token_budget=100) as wire:
        await ask(wire.llm, "a")
        for call in (ask, listen):
            with pytest.raises(EndpointRefused, match="ROLLWITH_TOKEN_BUDGET"):
                await call(wire.llm, "a")


async def test_a_budget_can_be_shared_and_nobodys_calls_are_free() -> None:
    async with Wire(whole(BLUE, usage=95), whole(BLUE)) as wire:
        budget = Budget(100)
        grader, customer = wire.sharing(budget), wire.sharing(budget)
        await ask(grader, "a")
        with pytest.raises(EndpointRefused):
            await ask(customer, "a")
        await ask(customer, None)
        assert budget.total == 95 + 30


async def test_parallel_calls_cannot_overspend_together() -> None:
    async with Wire(whole(BLUE, usage=20), token_budget=25) as wire:
        results = await asyncio.gather(*(ask(wire.llm, "a") for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, EndpointRefused) for result in results) == 2


async def test_failed_calls_cost_nothing() -> None:
    async with Wire(fail(400, "bad"), fail(500), max_attempts=1) as wire:
        for _ in range(2):
            with pytest.raises(EndpointError):
                await ask(wire.llm, "a")
        assert wire.llm.budget.spent("a") == 0


async def test_a_stream_given_up_is_paid_for() -> None:
    async with Wire(streamed(*events(["Well. ", "And. ", "So."]))) as wire:
        stream = wire.llm.stream(ASKED, purpose="customer", session="a")
        await anext(stream)
        await stream.aclose()
        assert wire.llm.budget.spent("a") > 0
