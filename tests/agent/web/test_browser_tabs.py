"""What survives a reload, and two tabs on one talk, in a real Chromium at the real app."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.servers.chromium import SKILLED, App, Watched, open_page

pytestmark = pytest.mark.browser

BOX = "#rw-line textarea"


def test_a_reload_in_mid_line_loses_nothing(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    page.locator(BOX).press_sequentially("What would you need")
    page.reload()
    expect(page.locator(BOX)).to_have_value("What would you need")

    page.fill(BOX, SKILLED[0])
    page.keyboard.press("Enter")
    page.reload()
    _said_once(page, 1)

    page.fill(BOX, SKILLED[1])
    page.keyboard.press("Enter")
    page.wait_for_selector("#rw-live [data-busy]")
    page.reload()
    _said_once(page, 2)
    expect(page.locator("#turn-2 .rw-said .rw-text")).not_to_be_empty()
    desktop.faults[:] = [fault for fault in desktop.faults if not _cut_off(fault)]


def _cut_off(fault: str) -> bool:
    """Say whether this is gradio's own word for an answer that a reload cut off."""
    return fault.startswith("AbortError: signal is aborted") or "errored out" in fault


def _said_once(page: Page, turn: int) -> None:
    """Check that a line is a whole turn, or lies in the box still and is then said; never both, never neither."""
    page.wait_for_selector(BOX)
    page.wait_for_timeout(3_000)  # what comes back to the box comes within this time
    if page.locator(f"#turn-{turn}").count() == 0 and page.locator("#rw-live [data-busy]").count() == 0:
        expect(page.locator(BOX)).to_have_value(SKILLED[turn - 1])
        page.keyboard.press("Enter")
    page.wait_for_selector(f"#turn-{turn}")
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator(".rw-turn")).to_have_count(turn)


def test_two_tabs_in_step(desktop: Watched, app: App) -> None:
    one = desktop.page
    desktop.meet(app)
    other = one.context.new_page()
    other.goto(one.url)
    other.wait_for_selector(".rw-said")
    other.locator(BOX).press_sequentially("Half a thought")

    desktop.say(SKILLED[0], 1)
    other.wait_for_selector("#turn-1")
    reply = one.locator("#turn-1 .rw-said .rw-text").inner_text()
    expect(other.locator("#turn-1 .rw-said .rw-text")).to_have_text(reply)
    expect(other.locator(BOX)).to_have_value("Half a thought")
    expect(other.locator(".rw-turn")).to_have_count(1)

    elsewhere = open_page(one.context.browser or pytest.fail("no browser"), app, 390, 844, "dark")
    elsewhere.page.goto(one.url)
    elsewhere.page.wait_for_selector("#turn-1")
    desktop.say(SKILLED[1], 2)
    other.wait_for_selector("#turn-2")
    elsewhere.page.fill(BOX, "So, about the price.")
    elsewhere.page.keyboard.press("Enter")
    expect(elsewhere.page.locator("#rw-notice")).to_contain_text("gone on meanwhile")
    expect(elsewhere.page.locator(BOX)).to_have_value("So, about the price.")
    expect(elsewhere.page.locator("#turn-2")).to_be_visible()
    assert elsewhere.faults == []
    elsewhere.page.context.close()

    desktop.finish()
    expect(other.locator(".rw-ended")).to_be_visible()
    expect(other.locator(BOX)).to_be_hidden()
