"""A transcript in a real Chromium: a file as Excel writes it is brought in, told who is who, scored and erased."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.paths import ROOT
from tests.support.servers.chromium import App, Watched, open_page, running_app

pytestmark = pytest.mark.browser

FOLDER = ROOT / "tests/data/transcripts"
CALL = [
    ("Jörg Weiß", "You have carried the night shift alone since spring. What would make the new rota worth it?"),
    ("Renée Café", "It’s late – we can’t."),
    ("Jörg Weiß", "You should just try it; everybody else does."),
    ("Renée Café", "I suppose one week would not hurt, if I could stop whenever I like."),
] * 12
"""Lines of a call, long enough for its progress to be seen."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on one's own machine."""
    with running_app(tmp_path_factory.mktemp("transcripts")) as running:
        yield running


def test_a_windows_file_with_names_is_brought_in_scored_read_and_erased(
    browser: Browser, app: App, tmp_path: Path
) -> None:
    watched = open_page(browser, app, 1440, 900, "light")
    page = watched.page
    page.goto(f"{app.url}/?view=transcripts")
    send(page, FOLDER / "wrong_label.csv")
    expect(page.locator("[data-told]")).to_contain_text("wrong_label.csv:3: the row has 3 cells")
    can_be_read(page, "list")
    file = tmp_path / "call.csv"
    file.write_bytes("\r\n".join(["Name;Text", *(f'{by};"{words}"' for by, words in CALL)]).encode("cp1252"))
    send(page, file)
    expect(page.get_by_text("Windows-1252")).to_be_visible()
    expect(page.get_by_text("semicolon")).to_be_visible()
    expect(page.get_by_role("cell", name="It’s late – we can’t.").first).to_be_visible()
    page.get_by_label("Jörg Weiß (24 lines)").select_option("rep")
    page.get_by_label("Renée Café (24 lines)").select_option("customer")
    can_be_read(page, "preview")
    page.get_by_role("button", name="Score it").click()
    expect(page.get_by_role("progressbar", name="Lines read")).to_be_visible()
    expect(page.get_by_text("24 lines of the rep graded, 24 lines of the customer read.")).to_be_visible()
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
    can_be_read(page, "result")
    phone = on_a_phone(browser, app, page.url)
    erased(page)
    assert watched.faults == phone.faults == []


def send(page: Page, file: Path) -> None:
    page.get_by_label("File", exact=False).first.set_input_files(file)
    page.get_by_role("button", name="Read it").click()


def on_a_phone(browser: Browser, app: App, url: str) -> Watched:
    phone = open_page(browser, app, 390, 844, "dark")
    phone.page.goto(url)
    expect(phone.page.get_by_role("heading", name="Checks")).to_be_visible()
    can_be_read(phone.page, "result-phone")
    phone.page.goto(f"{app.url}/?view=transcripts")
    expect(phone.page.get_by_role("link", name="call.csv")).to_be_visible()
    can_be_read(phone.page, "list-phone")
    return phone


def erased(page: Page) -> None:
    page.get_by_text("Erase this transcript").click()
    expect(page.get_by_text("Erase it for good, with every word in it?")).to_be_visible()
    can_be_read(page, "erase")
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    expect(page.get_by_role("link", name="call.csv")).to_have_count(0)


def can_be_read(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert grave_barriers(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
