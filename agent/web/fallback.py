"""Fallback: what a screen shows when something goes wrong, foreseen or not. The page lives on either way."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable

from agent.errors import RollwithError
from agent.event_log import log_event
from agent.web.updates import Updates, sentence

_log = logging.getLogger(__name__)


async def with_fallback(updates: AsyncIterator[Updates], failed: Callable[[str], Updates]) -> AsyncIterator[Updates]:
    """Pass updates on; where they fail, end with what `failed` makes of the reason, a sentence that quotes nobody."""
    try:
        async for update in updates:
            yield update
    except RollwithError as error:
        yield failed(sentence(str(error)))
    except Exception as error:  # noqa: BLE001 - a page that shows nothing but "Error" helps nobody
        log_event(_log, logging.ERROR, "page_failed", why=type(error).__name__, error=error)
        yield failed(
            f"Something unforeseen went wrong in the program ({type(error).__name__}). Whoever runs it finds it in the "
            "log. Nothing that was kept is lost; try again."
        )
