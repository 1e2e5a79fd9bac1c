"""Fixtures of the tests in a browser: the running app, and pages on it that must end without a fault."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.support.servers.chromium import ARGS, PATIENCE, App, Watched, open_page, running_app

expect.set_options(timeout=PATIENCE)  # what a page shows is asserted, not how soon: two workers share two cores


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app")) as running:
        yield running


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
