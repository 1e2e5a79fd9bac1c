"""A transcript in a real Chromium: a file as Excel writes it is brought in, its speakers told, scored and read."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.paths import ROOT
from tests.support.servers.chromium import App, open_page, running_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on one's own machine."""
    with running_app(tmp_path_factory.mktemp("transcripts")) as running:
        yield running


def test_a_windows_file_with_names_is_brought_in_scored_and_read(browser: Browser, app: App) -> None:
    watched = open_page(browser, app, 1440, 900, "light")
    page = watched.page
    page.goto(f"{app.url}/?view=transcripts")
    file = page.get_by_label("File", exact=False).first
    expect(file).to_be_visible()
    assert grave_barriers(page) == []
    folder = ROOT / "tests/data/transcripts"
    file.set_input_files(folder / "wrong_label.csv")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator("[data-told]")).to_contain_text("wrong_label.csv:3")
    file.set_input_files(folder / "windows.csv")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("Windows-1252")).to_be_visible()
    page.get_by_label("Jörg Weiß (1 line)").select_option("rep")
    page.get_by_label("Renée Café (1 line)").select_option("customer")
    assert grave_barriers(page) == []
    shot(page, "preview")
    page.get_by_role("button", name="Score it").click()
    expect(page.get_by_text("1 line of the rep graded, 1 line of the customer read.")).to_be_visible()
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    assert grave_barriers(page) == []
    shot(page, "result")
    phone = open_page(browser, app, 390, 844, "dark")
    phone.page.goto(page.url)
    expect(phone.page.get_by_role("heading", name="Checks")).to_be_visible()
    assert grave_barriers(phone.page) == []
    wide = phone.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    shot(phone.page, "phone")
    assert watched.faults == phone.faults == []


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
