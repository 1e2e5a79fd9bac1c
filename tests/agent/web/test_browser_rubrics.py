"""A trainer edits a definition in a real Chromium, sees what it changes for each engine, publishes, and goes back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import SERVER, App, Watched, running_app

pytestmark = pytest.mark.browser

SMALL = SERVER.replace(
    "from rollwith.__main__ import main\n",
    """
import rollwith.__main__ as command
from agent.runtime.workshop.bench import Bench
from evals.workbench.bench import open_bench
from tests.support.makers.rubric_edits import small_rubric_bench

whole = open_bench()
command._open_bench = lambda: Bench(whole.panel, small_rubric_bench(), whole.agreement)
main = command.main
""",
)
"""The app with few lines of the gold set to grade."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("app"), SMALL) as running:
        yield running


def looked_at(page: Page, name: str) -> None:
    """Take a picture where one is wanted, and find no barrier."""
    if folder := os.environ.get("ROLLWITH_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"rubric-{name}.png"), full_page=True)
    assert grave_barriers(page) == []


def test_a_definition_is_edited_measured_published_and_taken_back(desktop: Watched, phone: Watched, app: App) -> None:
    page = desktop.page
    page.goto(f"{app.url}/?view=workshop")
    page.get_by_role("link", name="Rubric", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Motivational interviewing")
    looked_at(page, "home")
    expect(page.locator(".rw-foot")).to_contain_text("mi@2+")
    page.get_by_role("link", name="Edit says back").click()
    expect(page.get_by_label("complex reflection")).to_be_checked()
    expect(page.get_by_label("affirm")).not_to_be_checked()
    looked_at(page, "check")
    page.get_by_role("link", name="← The rubric").click()
    page.get_by_role("link", name="Edit affirm").click()
    page.get_by_label("Definition").fill("Kind")
    page.get_by_role("button", name="Save, and see what it would change").click()
    expect(page.locator(".rw-findings")).to_contain_text("1 thing to mend")
    looked_at(page, "wrong")
    page.get_by_label("Definition").fill("Says something kind about the customer, whatever it rests on.")
    page.get_by_role("button", name="Save, and see what it would change").click()
    expect(page.get_by_role("heading", name="What you changed")).to_be_visible()
    page.get_by_role("button", name="Grade them again").click()
    expect(page.locator(".is-effect")).to_contain_text("Nothing changes for the built-in grader")
    expect(page.locator(".rw-came")).to_be_focused()
    expect(page.locator(".is-effect")).to_contain_text("does not read definitions")
    expect(page.locator(".rw-todo li")).to_have_count(3)
    looked_at(page, "effect")

    on_a_phone(phone.page, app)
    page.get_by_role("link", name="Go on: publish it").click()
    publish_and_go_back(page)


def on_a_phone(small: Page, app: App) -> None:
    for name, place in (("home", ""), ("code", "&id=affirm&do=code"), ("effect", "&id=effect"), ("file", "&id=file")):
        small.goto(f"{app.url}/?view=rubrics{place}")
        small.wait_for_selector(".is-rubric")
        looked_at(small, f"{name}-phone")
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def publish_and_go_back(page: Page) -> None:
    foot = page.locator(".rw-foot")
    page.get_by_label("What is new?").fill("Kindness counts.")
    page.get_by_role("button", name="Publish my draft").click()
    expect(page.locator("#rw-alert")).to_contain_text("Edition 1 is published")
    expect(foot).to_contain_text("mi@3+")
    page.get_by_role("link", name="Versions").click()
    expect(page.locator(".rw-diff .is-new").first).to_contain_text(re.compile("version: 3|kind"))
    looked_at(page, "versions")
    page.get_by_role("button", name="Go back to what ships").click()
    expect(page.locator("#rw-alert")).to_contain_text("Edition 2 holds the words of the file that ships")
    expect(foot).to_contain_text("mi@4+")
    page.get_by_role("link", name="← The rubric").click()
    expect(page.locator("main .rw-customers")).to_contain_text("Names a specific strength")
