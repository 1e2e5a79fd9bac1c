"""Processes that start from a parent in which everything is loaded, so that one which is killed is back at once.

A program has one such parent, and what it loads is settled when the first process starts: so all tests name the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

LOADED = ["pytest", "tests.support.makers.talks", "tests.support.servers.killable"]


def loaded_processes() -> ForkServerContext:
    """Return the context in which such processes are started."""
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def told_before_the_kill(ours: Connection) -> Iterator[tuple[str, int]]:
    """Read what a process told before it was killed; the last message may be cut short."""
    with ours:
        try:
            while True:
                yield ours.recv()
        except (EOFError, OSError):
            return
