"""In a real browser: a part of the program breaks in the middle of a turn, and the conversation goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.servers.chromium import PATIENCE, running_app

pytestmark = pytest.mark.browser

LINE = "Boom, and then nobody rang you back."
SERVER = """
import sys
from agent.grading import embedded_grader

grade, broken = embedded_grader.EmbeddedGrader.grade, []

async def breaks_once(self, line, context, *more):
    if line.startswith("Boom") and not broken:
        broken.append(line)
        raise ValueError(line)
    return await grade(self, line, context, *more)

embedded_grader.EmbeddedGrader.grade = breaks_once
sys.argv = ["rollwith", "serve", "--port", "0"]
from rollwith.__main__ import main
main()
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of an app whose grader breaks the first time it reads a certain line."""
    with running_app(tmp_path, SERVER) as app:
        yield app.url
    log = app.log
    assert LINE not in log.read_text(), "the log must not hold the rep's words"
    assert "turn_not_answered" in log.read_text()


@pytest.fixture
def page(address: str, browser: Browser) -> Iterator[Page]:
    """A conversation that has just begun."""
    page = browser.new_page()
    page.goto(f"{address}/?persona=ailsa_drummond")
    page.click("[data-act=start]", timeout=PATIENCE)
    page.wait_for_selector(".rw-said", timeout=PATIENCE)
    yield page
    page.close()


def _say(page: Page, line: str) -> None:
    page.fill("#rw-line textarea", line)
    page.keyboard.press("Enter")


def test_a_line_that_could_not_be_answered_is_kept_and_answered_when_asked_again(page: Page) -> None:
    _say(page, LINE)
    page.get_by_text("Not answered").wait_for(timeout=PATIENCE)
    assert page.get_by_text(LINE).first.is_visible()
    page.get_by_text("Try again").click()
    page.wait_for_selector("#turn-1", timeout=PATIENCE)
    assert page.get_by_text("Not answered").count() == 0


def test_after_a_line_that_was_not_answered_the_next_one_is(page: Page) -> None:
    _say(page, LINE)
    page.get_by_text("Not answered").wait_for(timeout=PATIENCE)
    _say(page, "It's yours to decide. What matters most to you in this?")
    page.wait_for_selector("#turn-2", timeout=PATIENCE)
    assert page.get_by_text("Not answered").is_visible()
    assert page.get_by_text("Try again").count() == 0
