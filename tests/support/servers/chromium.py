"""Chromium: the real app in a process of its own, and pages that write down all that goes wrong on them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Route

from tests.support.paths import ROOT, share_indexes

ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 120_000
"""Milliseconds that a step may take: the machine may be busy, and the first line loads the coder."""

SERVER = """
import sys

def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        host = args[1][0] if event == "socket.connect" and isinstance(args[1], tuple) else args[0]
        if isinstance(host, (str, bytes)) and host not in ("127.0.0.1", "localhost", "::1"):
            sys.stderr.write(f"FOREIGN {event} {host!r}\\n")

sys.addaudithook(watch)
sys.argv = ["rollwith", "serve", "--port", "0"]
from rollwith.__main__ import main
main()
"""
"""The app as `rollwith serve` runs it, telling of every outside look-up."""

SKILLED = (
    "You were handed a system you never chose, and the answers you got have not earned your trust. "
    "What would you need to see before it was worth your time?",
    "Every time you asked for the real record you got a summary instead, and that was our doing. "
    "What would a straight answer look like to you?",
    "You have kept the results honest by checking everything yourself. What matters most to you when you sign one?",
    "It wears on you to carry that twice over every evening. It's yours to decide what happens next. "
    "What would make it lighter?",
)


@dataclass
class App:
    """The running app."""

    process: subprocess.Popen[bytes]
    url: str
    log: Path


@dataclass
class Watched:
    """A page, with all that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def say(self, line: str, turn: int) -> None:
        self.page.fill("#rw-line textarea", line)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f"#turn-{turn}", timeout=PATIENCE)

    def meet(self, app: App, persona: str = "ailsa_drummond") -> None:
        self.page.goto(f"{app.url}/?persona={persona}")
        self.page.click("[data-act=start]", timeout=PATIENCE)
        self.page.wait_for_selector(".rw-said", timeout=PATIENCE)

    def end(self) -> None:
        """End the conversation; the questions before the debrief are shown."""
        self.page.locator(".rw-end summary").click()
        self.page.get_by_role("button", name="End and debrief").click()
        self.page.wait_for_selector(".is-rating", timeout=PATIENCE)

    def finish(self, heard: int | None = None, free: int = 3) -> None:
        """End the conversation, rate oneself or skip that, and come to the debrief."""
        self.end()
        self.rate(heard, free)

    def rate(self, heard: int | None = None, free: int = 3) -> None:
        """Answer both questions, or skip them, and come to the debrief."""
        if heard is None:
            self.page.get_by_role("button", name="Skip").click()
        else:
            for name, step in (("heard", heard), ("free", free)):
                self.page.check(f"input[name={name}][value='{step}']")
            self.page.get_by_role("button", name="Read the debrief").click()
        self.page.wait_for_selector(".is-debrief", timeout=PATIENCE)

    @property
    def resistance(self) -> float:
        shown = self.page.get_attribute("[data-resistance]", "data-resistance", timeout=PATIENCE)
        assert shown is not None
        return float(shown)


@contextmanager
def running_app(folder: Path, server: str = SERVER) -> Iterator[App]:
    """Run a server's code in a process of its own, its data in `folder`, until the tests are done with it."""
    share_indexes(folder)
    log = folder / "stderr.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    settings = {"ROLLWITH_DATA_DIR": str(folder), "ROLLWITH_SEED": "5", "ROLLWITH_ENGINE": "embedded"}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", server], cwd=ROOT, env=kept | settings, stderr=errors, stdout=subprocess.DEVNULL
        )
        try:
            yield App(process, _address_of(process, log), log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(1200):
        if found := re.search(r"open at (http://\S+)", log.read_text()):
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"the app did not start: {log.read_text()}")


LOST = "Unexpected error Connection errored out."
"""What gradio prints, right after it, when the stream that it closed was bringing an answer."""


def _left(error: str) -> bool:
    """Say whether this is gradio closing its event stream as the page is left: it aborts, and does not catch it."""
    return error.startswith("AbortError: signal is aborted") and ".close (" in error


def open_page(browser: Browser, app: App, width: int, height: int, scheme: Literal["light", "dark"]) -> Watched:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(PATIENCE)
    watched = Watched(context.new_page())

    def only_ours(route: Route) -> None:
        if route.request.url.startswith((app.url, "data:", "blob:")):
            route.continue_()
        else:
            watched.faults.append(f"fetched {route.request.url}")
            route.abort()

    def failed(error: Error) -> None:
        if not _left(str(error)):
            watched.faults.append(str(error))

    before = [""]

    def printed(message: ConsoleMessage) -> None:
        text, last = message.text, before[0]
        before[0] = text
        leaving = _left(text) or (text.startswith(LOST) and _left(last))
        if message.type == "error" and not leaving:
            watched.faults.append(text)

    def refused(dialog: Dialog) -> None:
        watched.faults.append(dialog.message)
        dialog.dismiss()

    context.route("**/*", only_ours)
    watched.page.on("pageerror", failed)
    watched.page.on("dialog", refused)
    watched.page.on("console", printed)
    return watched
