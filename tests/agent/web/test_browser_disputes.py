"""A disputed accusation is struck in a real Chromium, and the talk goes on; the form stands up to axe and a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import PATIENCE, SKILLED, App, Watched

pytestmark = pytest.mark.browser

BLAME = "You never read the manual, this is your fault."
HOSTILE = '<img src=x onerror="window.fired=1"> {{7*7}} ${window.fired=2} we wrote a bad manual'


def test_a_disputed_accusation_is_struck_and_the_talk_goes_on(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    start = desktop.resistance
    desktop.say(BLAME, 1)
    blamed = desktop.resistance
    assert blamed > start
    _open_form(page)
    _look(page, "form-light")
    assert grave_barriers(page) == []
    form = page.locator("#turn-1 .rw-dispute[open] form")
    form.locator("textarea").fill(HOSTILE)
    form.get_by_role("button", name="Send").click()
    expect(page.locator("#rw-notice")).to_contain_text(f"Taken back: resistance {blamed:.1f} →", timeout=PATIENCE)
    expect(page.locator("#turn-1 .is-struck").first).to_contain_text("we wrote a bad manual")
    expect(page.locator("[data-resistance]")).to_have_attribute("data-resistance", f"{start:.2f}")
    _look(page, "struck-light")
    assert grave_barriers(page) == []
    desktop.say(SKILLED[0], 2)
    assert desktop.resistance < start
    page.reload()
    page.wait_for_selector("#turn-2")
    page.locator("#turn-1 .rw-slip > summary").first.click()
    expect(page.locator("#turn-1 .is-struck").first).to_be_visible()
    assert page.evaluate("window.fired") is None

    page.locator("#turn-2 .rw-slip > summary").click()
    page.locator("#turn-2 .rw-dispute > summary").first.click()
    page.locator("#turn-2 .rw-dispute[open]").get_by_role("button", name="I was asking").click()
    expect(page.locator("#rw-notice")).to_contain_text("Noted, and kept for your trainer", timeout=PATIENCE)
    expect(page.locator("#turn-2 .rw-meant")).to_contain_text("I was asking")


def test_on_a_phone_by_keyboard_a_suggestion_is_enough(phone: Watched, app: App) -> None:
    page = phone.page
    phone.meet(app)
    phone.say(BLAME, 1)
    _open_form(page, keyboard=True)
    _look(page, "form-phone-dark")
    assert grave_barriers(page) == []
    sizes = page.locator("#turn-1 .rw-dispute[open] button, #turn-1 .rw-dispute > summary").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#turn-1 .rw-dispute[open]").get_by_role("button", name="I was joking").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1 .is-struck").first).to_contain_text("You meant: I was joking", timeout=PATIENCE)
    _look(page, "struck-phone-dark")
    assert grave_barriers(page) == []


def _open_form(page: Page, keyboard: bool = False) -> None:
    page.locator("#turn-1 .rw-slip > summary").click()
    ask = page.locator("#turn-1 .rw-dispute > summary").first
    if keyboard:
        ask.focus()
        page.keyboard.press("Enter")
    else:
        ask.click()
    expect(page.locator("#turn-1 .rw-dispute[open] textarea")).to_be_visible()


def _look(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look at one."""
    if folder := os.environ.get("ROLLWITH_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"disputes-{name}.png", full_page=False)
