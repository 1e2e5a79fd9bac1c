"""Access: the pages by keyboard, to a screen reader and on a phone, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.servers.chromium import SKILLED, App, Watched

pytestmark = pytest.mark.browser


def test_everything_is_reached_by_keyboard(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.goto(app.url)
    page.wait_for_selector(".rw-card")
    _tab_to(page, ".rw-card-link")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act=start]")
    _tab_to(page, "[data-act=start]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rw-line textarea:focus")
    page.keyboard.type("What would make it worth it to you?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1")
    _tab_to(page, "[data-act=hint]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".rw-hint-text")
    _tab_to(page, ".rw-end summary", back=True)
    page.keyboard.press("Enter")
    _tab_to(page, "[data-act=finish]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".is-rating")
    _tab_to(page, "input[name=heard]")
    page.keyboard.press("ArrowRight")
    _tab_to(page, "input[name=free]")
    page.keyboard.press("Space")
    _tab_to(page, ".rw-rate button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".is-debrief")
    expect(page.locator(".rw-gap")).to_contain_text("You rated yourself 2 on being understood")


def _tab_to(page: Page, selector: str, back: bool = False) -> None:
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none", f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_screen_reader_is_told_the_reply_and_every_control_has_a_name(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    said = page.locator("#turn-1 .rw-said .rw-text").inner_text()
    assert said in (page.locator("[aria-live=polite]").first.text_content() or "")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('button, a, textarea, summary')]
        .filter((e) => e.offsetParent && !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
        .map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_the_phone_shows_everything_without_scrolling_sideways(phone: Watched, app: App) -> None:
    page = phone.page
    for search in ("", "?persona=ailsa_drummond", "?history=0"):
        page.goto(f"{app.url}/{search}")
        page.wait_for_selector("h1")
        assert _overhang(page) == 0
    phone.meet(app)
    phone.say("a" * 300 + " " + SKILLED[0], 1)
    assert _overhang(page) == 0
    page.locator("[data-fold]").click()
    expect(page.locator(".rw-receipt")).to_be_visible()
    page.locator("[data-fold]").click()
    phone.end()
    assert _overhang(page) == 0
    phone.rate(4, 2)
    assert _overhang(page) == 0


def _overhang(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
