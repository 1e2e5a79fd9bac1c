"""Bench runs: one of each kind at a time, stopped whole, and never at an end without a word why."""

from __future__ import annotations

import asyncio
import logging

import pytest

from agent.errors import EndpointError
from agent.runtime.workshop import bench_runs
from agent.runtime.workshop.bench_runs import BenchRun, BenchRuns, Progress


async def counted(progress: Progress) -> int:
    progress(1, 2, "the blamer")
    await asyncio.sleep(0)
    progress(2, 2, "")
    return 7


async def endless(progress: Progress) -> int:
    while True:
        progress(1, 9, "the parrot")
        await asyncio.sleep(0.001)


async def ended(run: BenchRun[int]) -> BenchRun[int]:
    assert run.task is not None
    await asyncio.wait({run.task})
    return run


async def test_a_run_tells_how_far_it_is_and_keeps_what_came_of_it() -> None:
    run = BenchRuns[str, int]().begin("tia", ("a", "b"), "both", counted)
    assert run.running
    await asyncio.sleep(0)
    assert (run.done, run.total, run.now) == (1, 2, "the blamer")
    await ended(run)
    assert (run.found, run.done, run.running, run.stopped, run.error) == (7, 2, False, False, "")


@pytest.mark.parametrize(
    ("error", "told", "level"),
    [
        (EndpointError("the endpoint has gone"), "the endpoint has gone", logging.WARNING),
        (KeyError("a line of somebody's"), "something unforeseen went wrong (KeyError)", logging.ERROR),
    ],
)
async def test_a_run_that_fails_is_logged_and_tells_why_without_quoting_anybody(
    error: Exception, told: str, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_: Progress) -> int:
        raise error

    run = await ended(BenchRuns[str, int]().begin("tia", ("a", "b"), "both", fails))
    assert run.error.startswith(told)
    assert "somebody's" not in run.error
    assert (run.found, run.stopped) == (None, False)
    assert [(one.levelno, one.msg) for one in caplog.records] == [(level, "bench_run_failed")]


async def test_a_run_that_is_stopped_has_left_nothing_at_work_when_it_says_so() -> None:
    runs, before = BenchRuns[str, int](), asyncio.all_tasks()
    run = runs.begin("tia", ("a", "b"), "both", endless)
    await asyncio.sleep(0.01)
    await runs.stop("tom")
    assert run.running, "it is not his"
    await runs.stop("tia")
    assert asyncio.all_tasks() == before
    assert (run.stopped, run.running, run.found) == (True, False, None)
    await runs.stop("tia")


async def test_a_run_that_was_at_its_end_was_not_stopped() -> None:
    runs = BenchRuns[str, int]()
    run = await ended(runs.begin("tia", ("a", "b"), "both", counted))
    await runs.stop("tia")
    assert (run.stopped, run.found) == (False, 7)


async def test_who_looks_keeps_a_run_going_and_who_has_gone_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = BenchRuns[str, int]().begin("tia", ("a", "b"), "both", endless)
    await asyncio.sleep(0.01)
    run.looked()
    assert (run.running, run.looks) == (True, 1)
    monkeypatch.setattr(bench_runs, "PATIENCE", -1.0)
    await ended(run)
    assert run.stopped


async def test_what_is_at_work_is_gone_on_with_and_what_has_ended_gives_way() -> None:
    runs = BenchRuns[str, int]()
    first = runs.begin("tia", ("a", "b"), "both", endless)
    assert runs.begin("tia", ("a", "c"), "another", counted) is first
    await runs.stop("tia")
    second = runs.begin("tia", ("a", "c"), "another", counted)
    assert runs.of("tia") is second is not first
    assert second.number != first.number
    await ended(second)


async def test_the_oldest_that_has_ended_is_forgotten_and_what_is_at_work_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench_runs, "MOST_KEPT", 2)
    runs = BenchRuns[str, int]()
    for name in ("at work", "first", "second"):
        run = runs.begin(name, ("a", "b"), "both", endless if name == "at work" else counted)
        if name != "at work":
            await ended(run)
    last = runs.begin("last", ("a", "b"), "both", counted)
    assert [name for name in ("at work", "first", "second", "last") if runs.of(name)] == ["at work", "last"]
    assert len(runs) == 2
    await ended(last)
    await runs.stop("at work")
