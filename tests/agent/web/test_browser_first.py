"""The first minute of somebody new, in a real Chromium at the real app, and what a screen reader's rules say of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import App, Watched

pytestmark = pytest.mark.browser


def test_somebody_new_sees_a_receipt_before_anything_is_asked_of_them(
    desktop: Watched, app: App, record_property: Callable[[str, object], None]
) -> None:
    page, began = desktop.page, time.monotonic()
    page.goto(app.url)
    page.get_by_role("link", name="Try it: one minute").click()
    page.get_by_role("button", name="You should let me walk you through it").click()
    pushed = page.locator(".rw-first-told").first
    expect(pushed.locator(".rw-delta.is-hard")).to_contain_text("+")
    expect(pushed).to_contain_text("advice before they trust you")
    record_property("seconds_to_the_first_receipt", round(time.monotonic() - began, 1))
    page.get_by_role("button", name="Where we go from here is up to you").click()
    heard = page.locator(".rw-first-told").last
    expect(heard.locator(".rw-delta.is-soft")).to_contain_text("−")
    expect(page.locator(".rw-first-told")).to_have_count(2)
    assert page.evaluate("document.activeElement.classList.contains('rw-first-told')"), "the receipt is read out next"
    page.get_by_label("Your answer to her").fill("Four pages is not what you asked for. What would you need to see?")
    page.get_by_role("button", name="See what it moves").click()
    expect(page.locator(".rw-first-own .rw-first-told")).to_contain_text("resistance 7.4")
    assert grave_barriers(page) == []
    page.get_by_role("link", name="Now meet Ailsa Drummond").click()
    expect(page.get_by_role("button", name="Start the conversation")).to_be_visible()
    page.goto(f"{app.url}/?history=0")
    page.wait_for_selector("h1")
    assert page.locator(".rw-session").count() == 0, "nothing of it is kept"


def test_the_first_moment_and_the_talk_hold_on_a_phone(phone: Watched, app: App) -> None:
    page = phone.page
    page.goto(f"{app.url}/?view=first")
    page.get_by_role("button", name="Whatever you want").click()
    page.wait_for_selector(".rw-first-told")
    assert grave_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    phone.meet(app)
    page.evaluate("for (const hidden of document.querySelectorAll('[data-voice][hidden]')) hidden.hidden = false")
    assert grave_barriers(page) == []
