"""Record store: sends statements to a learning record store. One try in bounded time; sent again, they are the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import httpx2

from agent.errors import RecordStoreError
from agent.event_log import log_event
from agent.statements.session_statements import VERSION, Statement

PATIENCE = 15.0
"""Seconds for the whole of a sending: a rep waits for it."""

ALREADY_THERE = 409
"""What a record store says to ids that it holds with other contents; ours differ only by a later version."""

_log = logging.getLogger(__name__)


async def send_statements(
    url: str, login: tuple[str, str] | None, statements: Sequence[Statement],
    transport: httpx2.AsyncBaseTransport | None = None,
) -> None:  # fmt: skip
    """Send a set of statements.

    Args:
        url: of the record store, to which `/statements` is added. login: name and password, or None.
        transport: how to reach it, for tests.

    Raises:
        RecordStoreError: it cannot be reached, is late, or does not take them; the message says what to mend.
    """
    headers = {"X-Experience-API-Version": VERSION}
    try:
        async with (
            asyncio.timeout(PATIENCE),
            httpx2.AsyncClient(timeout=PATIENCE, auth=login, transport=transport) as client,
            client.stream("POST", f"{url.rstrip('/')}/statements", json=list(statements), headers=headers) as answer,
        ):
            pass  # what it says besides its status is not read
    except (httpx2.HTTPError, TimeoutError) as error:
        log_event(_log, logging.WARNING, "statements_not_sent", why=type(error).__name__)
        raise RecordStoreError(
            f"the learning record store could not be reached ({type(error).__name__}). "
            "Mend: see ROLLWITH_XAPI_URL, and send again."
        ) from error
    if answer.status_code == ALREADY_THERE or answer.is_success:
        log_event(_log, logging.INFO, "statements_sent", count=len(statements), status=answer.status_code)
        return
    log_event(_log, logging.WARNING, "statements_not_sent", status=answer.status_code)
    mend = "see ROLLWITH_XAPI_LOGIN" if answer.status_code in {401, 403} else "see ROLLWITH_XAPI_URL"
    raise RecordStoreError(f"the learning record store did not take it (HTTP {answer.status_code}). Mend: {mend}.")
