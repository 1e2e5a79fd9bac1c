"""A full customer in a real Chromium: a fact, a number and a line change by form, are published and gone back from."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.paths import ROOT
from tests.support.servers.chromium import App, open_page, running_app

pytestmark = pytest.mark.browser

ID = "ailsa_drummond"
TRUST, DENY = "facts.no_name_in_the_log.gate.trust", "lines.deny.closed"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("full")


@pytest.fixture
def app(folder: Path) -> Iterator[App]:
    with running_app(folder) as app:
        yield app


def test_a_trainer_who_knows_no_yaml_edits_a_full_customer_compares_publishes_and_goes_back(
    browser: Browser, app: App, folder: Path
) -> None:
    watched = open_page(browser, app, 1440, 900, "light")
    page, ships = watched.page, (ROOT / f"personas/{ID}.yaml").read_text("utf-8")
    page.goto(f"{app.url}/?view=workshop&id={ID}&do=edit")
    change_a_fact(page)
    change_a_number(page)
    change_lines(page)
    look_at_the_comparison(page)
    page.go_back()
    save(page, "A colder no, and a slower thaw.")
    expect(page.get_by_text("Edition 1 is published")).to_be_visible()
    published = folder / f"published/personas/{ID}.yaml"
    rows_of = difflib.unified_diff(ships.splitlines(), published.read_text("utf-8").splitlines(), lineterm="", n=0)
    new = [row[1:].strip() for row in rows_of if row.startswith("+") and not row.startswith("+++")]
    assert new == [
        "version: 4", "gain: 0.85", "gate: {trust: 4.1, resistance: 5.7}",
        '- "No quarrel. It sits in the corner."', '- "A fridge with a login."', '- "Ask the fridge."',
    ]  # fmt: skip
    page.get_by_role("button", name="Go back to what ships").click()
    expect(page.get_by_text("Edition 2 holds the words of the file that ships again.")).to_be_visible()
    assert published.read_text("utf-8") == ships.replace("version: 3", "version: 5")
    look_by_phone(browser, app)
    assert watched.faults == []


def change_a_fact(page: Page) -> None:
    assert_open(page)
    tab(page, "Facts")
    page.get_by_role("link", name="no name in the log").click()
    page.locator(f'[name="{TRUST}"]').fill("much")
    save(page)
    expect(page.locator(".rw-findings.is-wrong")).to_be_focused()
    page.get_by_role("link", name="Fact: no name in the log, Trust it takes").click()
    expect(page.locator(f'[name="{TRUST}"]')).to_be_focused()
    page.locator(f'[name="{TRUST}"]').fill("4.1")
    save(page)
    expect(page.get_by_role("heading", name="Nothing stands in its way.")).to_be_visible()
    assert_open(page)


def change_a_number(page: Page) -> None:
    tab(page, "Difficulty")
    page.locator('[name="law.gain"]').fill("0.85")
    save(page)
    assert_open(page)


def change_lines(page: Page) -> None:
    tab(page, "Lines")
    page.get_by_role("link", name="to deny, while closed").click()
    expect(page.locator(f'[name="{DENY}.new"]')).to_be_visible()
    rows = page.locator(".rw-line-rows > li").count()
    page.locator(f'[name="{DENY}[0]"]').fill("No quarrel. It sits in the corner.")
    page.locator(f'[name="{DENY}[1]"]').fill("")
    page.locator(f'[name="{DENY}.new"]').fill("A fridge with a login.\nAsk the fridge.")
    save(page)
    expect(page.locator(".rw-line-rows > li")).to_have_count(rows + 1)
    expect(page.locator(f'[name="{DENY}.new"]')).to_have_value("")
    assert_open(page)


def look_at_the_comparison(page: Page) -> None:
    page.get_by_role("link", name="Talk to it and compare").click()
    told = page.locator("#rw-main")
    for key in ("law.gain", "no_name_in_the_log", "lines.deny"):
        expect(told).to_contain_text(key)


def look_by_phone(browser: Browser, app: App) -> None:
    watched = open_page(browser, app, 390, 844, "dark")
    for more in ("part=who", "part=facts", "part=facts&entry=grangemouth", "part=lines", "part=lines&entry=deny.closed",
                 "part=numbers", "part=plans", "part=file"):  # fmt: skip
        watched.page.goto(f"{app.url}/?view=workshop&id={ID}&do=edit&{more}")
        assert_open(watched.page)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert watched.page.evaluate(wide) <= 0, more
    assert watched.faults == []


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of this customer").get_by_role("link", name=name).click()
    expect(page.get_by_role("navigation", name="Parts of this customer").locator("b")).to_have_text(name)


def save(page: Page, note: str = "") -> None:
    if note:
        page.locator("#note-customer").fill(note)
    page.get_by_role("button", name="Save and publish" if note else "Save the draft").click()
    if not note:
        expect(page.get_by_text("The draft is saved.")).to_be_visible()


def assert_open(page: Page) -> None:
    """See that the screen is there, and that nothing on it bars anybody."""
    expect(page.get_by_role("navigation", name="Parts of this customer")).to_be_visible()
    assert grave_barriers(page) == []
