"""A rep asks for other ways of a line in a real Chromium, takes one of them, and has it in the box to change."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import App, Watched

pytestmark = pytest.mark.browser

PUSHY = "You should just come to our training, everyone else does."


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ROLLWITH_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_three_graded_ways_are_shown_and_one_goes_back_into_the_box(
    size: str, app: App, request: pytest.FixtureRequest
) -> None:
    watched: Watched = request.getfixturevalue(size)
    page = watched.page
    page.goto(f"{app.url}/?persona=bernd_halvorsen")
    page.get_by_role("button", name="Start the conversation").click()
    page.wait_for_selector(".rw-said")
    watched.say(PUSHY, 1)
    picture(page, f"panel-{size}")
    page.locator("#turn-1 .rw-slip > summary").click()
    page.locator("#turn-1").get_by_role("button", name="Say it differently").click()
    expect(page.locator(".rw-way")).to_have_count(3)
    kinds = page.locator(".rw-way h3").all_inner_texts()
    assert len(set(kinds)) >= 2
    for moved in page.locator(".rw-way .rw-effect").all_inner_texts():
        assert re.search(r"resistance (−|±)", moved), "none costs"
        assert re.search(r"trust (\+|±)", moved)
    assert grave_barriers(page) == []
    picture(page, f"ways-{size}")
    words = page.locator(".rw-way blockquote").first.inner_text()
    page.locator(".rw-way").first.get_by_role("button", name="Go back and say this").click()
    line = page.locator("#rw-line textarea")
    expect(line).to_have_value(words)
    expect(page.locator(".rw-turn")).to_have_count(0)
    watched.say(PUSHY, 1)
    watched.finish()
    expect(page.get_by_role("heading", name="Practise next")).to_be_visible()
    expect(page.locator(".rw-instead blockquote")).to_be_visible()
    unsaid = page.locator(".rw-unsaid")
    expect(unsaid.locator("blockquote").first).not_to_be_visible()
    unsaid.locator("summary").click()
    expect(unsaid.locator("blockquote").first).to_be_visible()
    assert grave_barriers(page) == []
    picture(page, f"debrief-{size}")
