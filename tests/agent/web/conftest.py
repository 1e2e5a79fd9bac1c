"""Fixtures of the tests in a browser: the running app, and pages on it that must end without a fault."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support.paths import ROOT, share_indexes
from tests.support.servers.chromium import ARGS, SERVER, App, Watched, address_of, open_page


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("app")
    share_indexes(folder)
    log = folder / "stderr.txt"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ROLLWITH_")}
    settings = {"ROLLWITH_DATA_DIR": str(folder), "ROLLWITH_SEED": "5", "ROLLWITH_ENGINE": "embedded"}
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, env=kept | settings, stderr=errors, stdout=subprocess.DEVNULL
        )
        try:
            yield App(process, address_of(process, log), log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        assert os.environ.get("CI") != "true", "CI must test in a browser, and no chromium was found"
        pytest.skip("no chromium on this machine")
    running = playwright.chromium.launch(executable_path=found, args=ARGS)
    yield running
    running.close()


@pytest.fixture
def desktop(browser: Browser, app: App) -> Iterator[Watched]:
    watched = open_page(browser, app, 1440, 900, "light")
    yield watched
    watched.page.context.close()
    assert watched.faults == []


@pytest.fixture
def phone(browser: Browser, app: App) -> Iterator[Watched]:
    watched = open_page(browser, app, 390, 844, "dark")
    yield watched
    watched.page.context.close()
    assert watched.faults == []
