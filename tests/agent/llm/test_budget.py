"""Token budgets, whoever spends and however it ends."""

from __future__ import annotations

import asyncio

import pytest

from agent.errors import EndpointError, EndpointRefused
from agent.llm.client import Budget
from agent.model.turn import Spending
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


async def test_every_attempt_is_a_call_whatever_came_of_it() -> None:
    async with Wire(fail(503), whole(BLUE), fail(503), streamed(*events(["Yes."], usage=25))) as wire:
        await ask(wire.llm, "a")
        await listen(wire.llm, "a")
        assert wire.llm.budget.calls("a") == len(wire.requests) == 4
        assert wire.llm.budget.calls("b") == 0


async def test_a_refused_budget_is_no_call() -> None:
    async with Wire(token_budget=1) as wire:
        with pytest.raises(EndpointRefused):
            await ask(wire.llm, "a")
        assert wire.llm.budget.calls("a") == 0


async def test_what_a_session_spent_before_counts_and_is_refused_again() -> None:
    async with Wire(token_budget=1000) as wire:
        wire.llm.budget.restore("a", calls=7, tokens=999)
        assert (wire.llm.budget.calls("a"), wire.llm.budget.spent("a")) == (7, 999)
        with pytest.raises(EndpointRefused, match="has spent 999 of its 1000 tokens.*ROLLWITH_TOKEN_BUDGET"):
            await ask(wire.llm, "a")


def test_restoring_never_takes_anything_back() -> None:
    budget = Budget(1000)
    budget.restore("a", calls=3, tokens=500)
    budget.restore("a", calls=2, tokens=100)
    assert (budget.calls("a"), budget.spent("a")) == (3, 500)


def test_what_the_log_does_not_know_yet_is_told_and_what_it_alone_knows_is_taken_over() -> None:
    budget = Budget(1000)
    assert budget.beyond("a", Spending(calls=3, tokens=500)) == Spending()
    budget.called("a")
    budget.reserve("a", 90)
    budget.settle("a", 90, 70)
    assert budget.beyond("a", Spending(calls=3, tokens=500)) == Spending(calls=1, tokens=70)


@pytest.mark.parametrize(
    ("spent", "told", "tells"), [(799, 0, False), (800, 799, True), (1200, 0, True), (900, 800, False), (0, 0, False)]
)
def test_the_rep_is_told_once_when_most_of_a_budget_is_spent(spent: int, told: int, tells: bool) -> None:
    budget = Budget(1000)
    budget.restore("a", calls=1, tokens=spent)
    notice = budget.nearly_spent("a", told)
    assert (notice is not None) == tells
    if notice:
        assert "ROLLWITH_TOKEN_BUDGET" in notice
        assert f"{spent:,} of its 1,000 tokens" in notice
