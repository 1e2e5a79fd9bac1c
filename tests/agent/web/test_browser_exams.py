"""Exam, calm and self-rating in a real Chromium, with axe over every screen of them in light, dark and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SKILLED, App, Watched

pytestmark = pytest.mark.browser

SHOWS = re.compile(r"Resistance|Trust|resistance")


def begin(watched: Watched, app: App, mode: str) -> None:
    page = watched.page
    page.goto(f"{app.url}/?persona=ailsa_drummond")
    page.locator(".rw-mode", has_text=mode).click()
    page.get_by_role("button", name="Start the conversation").click()
    page.wait_for_selector(".rw-said")


def faults(page: Page) -> list[str]:
    """Return what axe finds serious or critical, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)  # colours fade from one scheme to the other
        found += [f"{scheme} {one}" for one in grave_barriers(page)]
    return found


def test_an_exam_with_a_self_rating_and_its_gap(desktop: Watched, app: App) -> None:
    page = desktop.page
    begin(desktop, app, "Exam")
    expect(page.locator(".rw-exam-line")).to_have_text("Line 1 of 12")
    desktop.say(SKILLED[0], 1)
    expect(page.locator(".rw-exam-line")).to_have_text("Line 2 of 12")
    assert not SHOWS.search(page.locator("#rw-talk").text_content() or "")
    assert page.locator("#rw-talk :is(.rw-slip, [data-resistance], [data-act=rewind], [data-act=hint])").count() == 0
    assert faults(page) == []
    page.reload()
    expect(page.locator(".rw-exam-line")).to_have_text("Line 2 of 12")
    for turn in range(2, 13):
        desktop.say(SKILLED[turn % len(SKILLED)] + f" ({turn})", turn)
        if page.locator(".rw-ended").count():
            break
    page.locator(".rw-ended").get_by_text("Read the debrief").click()
    page.wait_for_selector(".is-rating")
    expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    assert faults(page) == []
    page.get_by_role("button", name="Read the debrief").click()
    expect(page.locator(".is-rating")).to_be_visible()
    desktop.rate(5, 5)
    expect(page.locator(".rw-gap")).to_contain_text(
        re.compile("You rated yourself 5 on being understood; your lines show [1-4]")
    )
    expect(page.locator(".rw-result")).to_contain_text(re.compile(r"Your lines come to \d+ of 100; 50 passes"))
    expect(page.locator(".rw-result")).to_contain_text("Attempt 1 of 3.")
    expect(page.get_by_role("button", name="Go back to this turn")).to_have_count(0)
    assert faults(page) == []


def test_calm_shows_a_line_and_the_panel_when_asked_and_hides_them_again(phone: Watched, app: App) -> None:
    page = phone.page
    begin(phone, app, "Calm")
    phone.say(SKILLED[0], 1)
    assert not SHOWS.search(page.locator("#rw-talk").inner_text())
    assert not SHOWS.search(page.locator("[aria-live=polite]").first.text_content() or "")
    slip = page.locator("#turn-1 .rw-slip > summary")
    slip.click()
    expect(page.locator("#turn-1 .rw-readings")).to_be_visible()
    slip.click()
    expect(page.locator("#turn-1 .rw-readings")).to_be_hidden()
    panel = page.get_by_text("Show me where they stand")
    panel.click()
    expect(page.locator("[data-resistance]")).to_be_visible()
    panel.click()
    expect(page.locator("[data-resistance]")).to_be_hidden()
    assert faults(page) == []
    phone.end()
    assert faults(page) == []
    phone.rate(4, 2)
    assert faults(page) == []
    page.goto(f"{app.url}/?persona=ailsa_drummond")
    expect(page.locator(".rw-mode", has_text="Calm").locator("input")).to_be_checked()
    assert faults(page) == []
