"""The one retry policy: jittered, honouring Retry-After, never beyond the deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_random,
    wait_random_exponential,
)

from agent.llm.wire.failures import TransientError

_JITTERED = wait_random_exponential(multiplier=0.5, max=8)
"""Full jitter: between 0 and .5, 1, 2, 4, 8, 8 ... seconds."""

_SPREAD = wait_random(0, 0.5)
"""Added to a wait the endpoint asked for, so that many callers do not come back in the same instant."""


def attempts(most: int, seconds: float, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """Return a policy of at most so many attempts, the last of which begins within so many seconds.

    The error of the last attempt is raised as it is.
    """
    return AsyncRetrying(
        retry=retry_if_exception_type(TransientError),
        stop=stop_after_attempt(most) | stop_before_delay(seconds),
        wait=_wait,
        sleep=sleep,
        reraise=True,
    )


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, TransientError) else None
    return float(_JITTERED(state) if asked is None else asked + _SPREAD(state))
