"""Stopping: SIGTERM ends a command as Ctrl-C does, so that nothing is left behind and a line at work stays pending."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import typer

T = TypeVar("T")

TERMINATED = 128 + signal.SIGTERM
"""The exit code by which a shell tells that a program was asked to end."""


def run_until_stopped(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; SIGTERM cancels it, its clean-up runs, and the command exits with 143."""
    try:
        return asyncio.run(_stoppable(work))
    except asyncio.CancelledError:
        raise typer.Exit(TERMINATED) from None


async def _stoppable(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.current_task()
    assert task is not None, "asyncio.run runs a task"
    with contextlib.suppress(NotImplementedError, RuntimeError):  # a platform or a thread without such signals
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await work
