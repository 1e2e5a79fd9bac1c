"""Past sessions in a real Chromium: found, named, set side by side, erased; a rewound turn shows both curves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SKILLED, App, Watched, open_page

pytestmark = pytest.mark.browser

PUSHED = "You should just trust the system, everyone else does."


def test_a_rewound_turn_shows_both_curves_and_both_endings(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    desktop.say(PUSHED, 2)
    page.locator("#turn-2 .rw-slip > summary").click()
    page.locator("#turn-2 [data-act=rewind]").click()
    expect(page.locator("article.rw-turn")).to_have_count(1)
    desktop.say(SKILLED[1], 2)
    page.get_by_role("link", name="compare both ways").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    expect(page.locator(".is-double polyline")).to_have_count(2)
    expect(page.locator(".rw-hero")).to_contain_text("up to turn 1, and then two ways on")
    parting = page.locator(".rw-parting")
    expect(parting).to_contain_text(PUSHED)
    expect(parting).to_contain_text(SKILLED[1])
    assert grave_barriers(page) == []


def test_sessions_are_found_named_compared_and_erased(desktop: Watched, app: App) -> None:
    page = desktop.page
    for line in ("What would make the zeppelin worth it to you?", SKILLED[1]):
        desktop.meet(app)
        desktop.say(line, 1)
    page.get_by_role("link", name="Past sessions", exact=True).click()
    page.get_by_label("Find a session").fill("ZEPPELIN")
    page.keyboard.press("Enter")
    rows = page.locator(".rw-sessions li")
    expect(rows).to_have_count(1)
    rows.locator("summary").click()
    page.get_by_label("Call it").fill('The <b>first</b> "try"')
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".rw-with b").filter(has_text='The <b>first</b> "try"')).to_have_count(1)
    boxes = page.locator(".rw-pick input")
    boxes.nth(0).check()
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.locator("#rw-alert")).to_contain_text("Choose two sessions")
    boxes.nth(1).check()
    assert grave_barriers(page) == []
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    page.get_by_role("link", name="Past sessions", exact=True).click()
    named = rows.filter(has_text="<b>first</b>")
    named.locator("summary").click()
    page.get_by_role("button", name="Erase").click()
    expect(named).to_have_count(0)


def test_a_finished_session_is_saved_in_every_form(desktop: Watched, app: App) -> None:
    page = desktop.page
    desktop.meet(app)
    desktop.say(SKILLED[0], 1)
    desktop.finish()
    saved = {}
    for name in ("Save as a page to print", "Save as Markdown", "Save as JSON", "Save as xAPI statements"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        saved[name] = Path(download.value.path()).read_text("utf-8")
        assert SKILLED[0][:30] in saved[name] or name.endswith("print")
    assert json.loads(saved["Save as xAPI statements"])[1]["result"]["response"] == SKILLED[0]
    alone = page.context.new_page()
    alone.set_content(saved["Save as a page to print"])
    expect(alone.locator("main")).to_contain_text(SKILLED[0])
    assert grave_barriers(alone) == []
    alone.close()


def test_past_sessions_fit_a_phone(browser: Browser, app: App) -> None:
    watched = open_page(browser, app, 390, 844, "dark")
    page = watched.page
    watched.meet(app)
    watched.say(SKILLED[0], 1)
    page.goto(f"{app.url}/?history=0")
    page.wait_for_selector(".rw-sessions li")
    page.locator(".rw-row-tools summary").first.click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert grave_barriers(page) == []
    page.context.close()
    assert watched.faults == []
