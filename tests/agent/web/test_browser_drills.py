"""Drills in a browser: by keyboard from what is due to a verdict, and a drill that is due tomorrow."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import PATIENCE, App, Watched

GOOD = "It sounds like nobody told you in time, and you were left holding it."
BAD = "You should just sign it and be done."


def test_a_good_answer_is_due_tomorrow_and_a_bad_one_today_again(desktop: Watched, app: App) -> None:
    page = desktop.page
    page.goto(f"{app.url}/?view=drills")
    expect(page.locator(".rw-drill", has_text="Say it back").locator(".rw-when")).to_have_text("Due today")
    calm(page)
    page.click("text=Begin with “Say it back”")
    began = time.monotonic()
    expect(page.locator("#rw-drill-line")).to_be_focused()
    calm(page)
    page.keyboard.type(GOOD)
    page.keyboard.press("Enter")
    expect(page.locator("h1.is-passed")).to_be_focused()
    assert time.monotonic() - began < 60
    expect(page.locator(".rw-drill-due")).to_contain_text("is due tomorrow")
    expect(page.locator(".rw-rep")).to_contain_text(GOOD)
    calm(page)
    page.click("text=Another moment")
    expect(page.locator(".rw-drill-count")).to_have_text("Moment 2 of 5 today")
    page.fill("#rw-drill-line", BAD)
    page.click(".rw-drill-form button")
    expect(page.locator("h1.is-missed")).to_be_focused()
    expect(page.locator(".rw-drill-due")).to_contain_text("is due today")
    page.reload()
    expect(page.locator("h1.is-missed")).to_have_text("Not yet")
    page.click("text=← All drills")
    expect(page.locator("[aria-label='Oldest first: passed, missed']")).to_be_visible()


def test_on_a_phone_in_the_dark_an_empty_line_is_not_sent_and_nothing_is_wider_than_the_screen(
    phone: Watched, app: App
) -> None:
    page = phone.page
    page.goto(f"{app.url}/?view=drills&id=mend_rupture")
    page.wait_for_selector("#rw-drill-line", timeout=PATIENCE)
    page.focus("#rw-drill-line")
    page.keyboard.press("Enter")
    expect(page.locator(".rw-drill-count")).to_have_text("Moment 1 of 5 today")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.querySelector('.rw-drill-form button').offsetHeight") >= 44
    calm(page)
    page.fill("#rw-drill-line", "I was pushing you, and I'm sorry.")
    page.click(".rw-drill-form button")
    expect(page.locator("h1.is-passed")).to_be_visible()
    calm(page)


def calm(page: Page) -> None:
    """Assert that nothing serious or critical keeps anybody from a drill's screen."""
    assert grave_barriers(page) == []
