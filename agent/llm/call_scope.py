"""Call scope: what the calls made inside one block share: the clock that ends them, and what they cost.

A turn grades and speaks in several calls, some side by side, through actors that know nothing of each other. The scope
follows the task, and the tasks it begins, so that no actor has to hand it on. Its clock starts with the first call:
what came before (loading, reading the log) takes nothing from the calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class CallScope:
    """One block of calls.

    Attributes:
        outer: the scope it lies in, whose clock it shares. began: when its first call did, in seconds of the event
            loop's clock. tokens: what its calls spent, those under way with what was set aside for them.
    """

    outer: CallScope | None = None
    began: float | None = None
    tokens: int = 0


_SCOPE: ContextVar[CallScope | None] = ContextVar("rollwith_call_scope", default=None)


@contextmanager
def call_scope() -> Iterator[CallScope]:
    """Put the calls made inside the block under one clock and one count; a scope inside another counts for both."""
    scope = CallScope(outer=_SCOPE.get())
    token = _SCOPE.set(scope)
    try:
        yield scope
    finally:
        _SCOPE.reset(token)


def due(now: float, seconds: float) -> float:
    """Return when a call must end that may last so many seconds: counted from the first call of its scope, if any."""
    scope = _SCOPE.get()
    while scope is not None and scope.outer is not None:
        scope = scope.outer
    if scope is None:
        return now + seconds
    if scope.began is None:
        scope.began = now
    return scope.began + seconds


def count_tokens(tokens: int) -> None:
    """Count what a call of this scope spent, or gave back."""
    scope = _SCOPE.get()
    while scope is not None:
        scope.tokens += tokens
        scope = scope.outer
