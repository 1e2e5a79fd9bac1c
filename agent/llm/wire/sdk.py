"""SDK: the client of the endpoint's library, with nothing of its own in the way: no retries, nothing from variables."""

from __future__ import annotations

import httpx2
from openai import AsyncOpenAI

from agent.llm.endpoint import Endpoint
from agent.llm.wire.transport import open_client


def open_sdk(endpoint: Endpoint, http_client: httpx2.AsyncClient | None = None) -> AsyncOpenAI:
    """Return a client of an endpoint; `http_client`: how it is reached, by default as `transport.py` does."""
    client = AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key or "none",  # a server of one's own may need no key; the SDK insists on one
        timeout=endpoint.request_timeout,
        max_retries=0,
        http_client=http_client or open_client(endpoint.base_url),
        default_headers=endpoint.headers,
    )
    client.organization = client.project = None  # the SDK takes these from variables of its own
    return client
