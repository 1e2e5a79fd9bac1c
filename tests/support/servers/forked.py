"""Processes that start from a parent in which everything is loaded, so that one which is killed is back at once.

A program has one such parent, and what it loads is settled when the first process starts: so all tests name the same.
"""

from __future__ import annotations

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

LOADED = ["pytest", "tests.support.makers.talks", "tests.support.servers.killable"]


def loaded_processes() -> ForkServerContext:
    """Return the context in which such processes are started."""
    context = get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context
