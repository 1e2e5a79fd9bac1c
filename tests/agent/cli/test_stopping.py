"""Ctrl-C and SIGTERM with an endpoint that hangs: back at the prompt within 3 s, and the line is pending."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.storage.store import Store
from tests.support.paths import ROOT, share_indexes

PERSONA = "ailsa_drummond"
LINE = "Hello, what brings you here?"
PROMPT = 3.0
"""Seconds within which the program must be gone."""

SERVE = f"""
import sys
from agent.web import server

async def say_a_line(room, entrance):
    info = await room.start({PERSONA!r})
    async for event in room.say(info.id, {LINE!r}):
        pass

server.warm = say_a_line
sys.argv = ["rollwith", "serve", "--port", "0"]
from rollwith.__main__ import main
main()
"""
"""The app as `rollwith serve` runs it, with a rep who says a line as soon as it stands."""


@pytest.fixture
def hanging() -> Iterator[socket.socket]:
    """An endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(90)
        yield listening


def begin(arguments: list[str], endpoint: socket.socket, folder: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    share_indexes(folder)
    settings = {
        "ROLLWITH_BASE_URL": f"http://127.0.0.1:{endpoint.getsockname()[1]}/v1",
        "ROLLWITH_MODEL": "hanging",
        "ROLLWITH_DATA_DIR": str(folder),
    }
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=kept | settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=_at_a_prompt,
    )  # fmt: skip


def _at_a_prompt() -> None:
    """Hear Ctrl-C as at a prompt: where the tests run in the background, it is ignored, and that is handed down."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stopped(process: subprocess.Popen[bytes], sent: signal.Signals) -> tuple[float, str]:
    """Send a signal; return how many seconds the program took to end, and what it said."""
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(sent)
    _, errors = process.communicate(timeout=60)
    return time.monotonic() - began, errors.decode()


def pending(folder: Path) -> str:
    store = Store(f"sqlite:///{folder / 'rollwith.db'}")
    line = store.pending(store.sessions()[0].id)
    store.dispose()
    assert line is not None
    return line.text


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
@pytest.mark.parametrize("command", ["play", "serve"])
def test_back_at_the_prompt(hanging: socket.socket, tmp_path: Path, command: str, sent: signal.Signals) -> None:
    script = tmp_path / "lines.txt"
    script.write_text(f"{LINE}\n", "utf-8")
    data = tmp_path / "data"
    play = ["-m", "rollwith", "play", "--persona", PERSONA, "--script", str(script), "--keep"]
    process = begin(play if command == "play" else ["-c", SERVE], hanging, data)
    try:
        connection, _ = hanging.accept()
        took, said = stopped(process, sent)
        connection.close()
    finally:
        process.kill()
    assert took < PROMPT
    assert pending(data) == LINE
    assert "Traceback" not in said
