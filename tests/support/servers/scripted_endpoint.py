"""A scripted endpoint: the paced endpoint in a thread of its own, which answers some schemas by a script.

For tests in a browser, whose app runs in another process and whose test is no coroutine.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support.servers.paced_endpoint import PacedEndpoint, Served, paced_endpoint


@dataclass
class ScriptedEndpoint:
    """The endpoint while it stands.

    Attributes:
        objects: name of a schema -> what is answered to it, an object or a text; every other one by the line.
        paced: the server behind it. `line`: set it to what the rep is about to say.
    """

    objects: dict[str, Any] = field(default_factory=dict)
    paced: PacedEndpoint = field(default_factory=PacedEndpoint)

    @property
    def settings(self) -> dict[str, str]:
        """The variables that lead a room to it."""
        return {"ROLLWITH_ENGINE": "llm", "ROLLWITH_BASE_URL": self.paced.url, "ROLLWITH_MODEL": "scripted-1"}

    def calls(self) -> list[Served]:
        """Return the calls so far."""
        return list(self.paced.calls)


@contextmanager
def scripted_endpoint() -> Iterator[ScriptedEndpoint]:
    """Serve on a port of this machine while the block runs."""
    endpoint, up, down = ScriptedEndpoint(), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with paced_endpoint(objects=endpoint.objects) as endpoint.paced:
            up.set()
            await down.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    try:
        assert up.wait(30), "the endpoint did not start"
        yield endpoint
    finally:
        loop.call_soon_threadsafe(down.set)
        thread.join(30)
        loop.close()
