"""Framework: gradio, imported where no proxy of the environment can stop it.

It opens HTTP clients of its own when it is imported, though the page needs none. With a SOCKS proxy in ALL_PROXY that
fails unless a package is there that we do not need.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

NAMES = ("no_proxy", "NO_PROXY")


@contextmanager
def _without_proxies() -> Iterator[None]:
    """Have no proxy used inside the block; the endpoint may need one afterwards."""
    before = {name: os.environ.get(name) for name in NAMES}
    os.environ.update(dict.fromkeys(NAMES, "*"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


with _without_proxies():
    import gradio as gr

__all__ = ["gr"]
