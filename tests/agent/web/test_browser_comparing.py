"""A trainer compares a draft with the published customer in a real Chromium: prompt, talk, and a small panel."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.measures.barriers import grave_barriers
from tests.support.servers.chromium import PATIENCE, SERVER, App, Watched, open_page, running_app

pytestmark = pytest.mark.browser

BLAMING = (
    "According to my records, your people never read the mail. So it's no surprise. "
    "That's simply not true. We offered you help, and you didn't take it."
)
SMALL_PANEL = """
import evals.workbench.bench as bench
from evals.workbench.panel import EvalPanel, panel_reps
few = {kind: some for kind, some in panel_reps().items() if kind in ("expert", "blamer", "pushy")}
bench.EvalPanel = lambda: EvalPanel(reps=lambda: few, turns=3)
"""
"""Three kinds of reps, and three lines of each: the whole short panel takes minutes on a busy machine."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with running_app(tmp_path_factory.mktemp("comparing"), SERVER.replace("sys.argv", SMALL_PANEL + "sys.argv")) as one:
        yield one


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("ROLLWITH_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def edit(page: Page, app: App) -> None:
    """Make a draft with another first line and a harsher law, in the form, and come to the comparison from there."""
    page.goto(f"{app.url}/?view=workshop")
    page.get_by_role("link", name="Edit Dale Friesen").click()
    page.locator("[name=openings]").fill("Friesen Seeds. Make it quick, eh?\nLarder? I've nothing to say to Larder.")
    page.get_by_text("The 24 numbers behind it").click()
    page.locator("[name='law.loss']").fill("2.4")
    page.get_by_role("button", name="Save the draft").first.click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.get_by_role("link", name="Talk to it and compare").click()
    expect(page.locator("h1")).to_have_text("Compare Dale Friesen")


def sees_the_prompt_and_talks(page: Page) -> None:
    expect(page.get_by_text("law.loss")).to_be_visible()
    page.get_by_role("button", name="Show the prompt").click()
    expect(page.locator(".rw-prompts > section")).to_have_count(2)
    page.locator(".rw-kept summary").first.click()
    expect(page.locator(".rw-kept li").first).to_be_visible()
    assert "yellow paper" not in "".join(page.locator(".rw-prompts pre").all_inner_texts())
    if (anew := page.get_by_role("button", name="Begin anew")).is_visible():  # the talk of the desk, in the same room
        anew.click()
        expect(anew).to_be_hidden()
    page.get_by_label("Your line").fill(BLAMING)
    page.keyboard.press("Enter")
    expect(page.locator(".rw-beside tbody tr")).to_have_count(2)
    expect(page.get_by_label("Your line")).to_be_focused()
    told = page.locator(".rw-beside").inner_text()
    levels = [float(one) for one in re.findall(r"resistance \d+\.\d → (\d+\.\d)", told)]
    assert levels[1] > levels[0]


def stops_and_runs_again(page: Page, size: str) -> None:
    page.get_by_role("button", name="Run the short panel").click()
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    expect(page.locator("progress:not([data-done='0'])")).to_be_visible()
    page.wait_for_timeout(2500)  # two polls
    expect(stop).to_be_focused()
    picture(page, f"running-{size}")
    assert grave_barriers(page) == []
    assert wide(page) <= 0
    page.keyboard.press("Enter")
    expect(page.get_by_text("It was stopped after")).to_be_visible()
    picture(page, f"stopped-{size}")
    page.get_by_role("button", name="Run the short panel").click()


def reads_the_result(page: Page) -> None:
    headline = page.locator(".rw-panel-result h3").first
    expect(headline).to_contain_text("With your draft, resistance is +", timeout=2 * PATIENCE)
    expect(headline).to_contain_text("customer lines differ")
    expect(page.locator(".rw-multiples li")).to_have_count(3)
    for caption in ("Resistance and endings, by kind of rep", "Rules, and in how many", "Lines that changed"):
        expect(page.locator("caption", has_text=caption)).to_be_visible()
    expect(page.get_by_role("cell", name="Friesen Seeds. Make it quick, eh?").first).to_be_visible()


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(params=[(1440, 900, "light"), (390, 844, "dark")], ids=["desktop", "phone"])
def trainer(request: pytest.FixtureRequest, browser: Browser, app: App) -> Iterator[Watched]:
    size: tuple[int, int, Literal["light", "dark"]] = request.param
    watched = open_page(browser, app, *size)
    yield watched
    watched.page.context.close()
    assert watched.faults == []


def test_a_draft_is_compared_its_panel_stopped_and_run_again(
    trainer: Watched, app: App, request: pytest.FixtureRequest
) -> None:
    page, size = trainer.page, request.node.callspec.id
    edit(page, app)
    picture(page, f"begun-{size}")
    sees_the_prompt_and_talks(page)
    picture(page, f"talked-{size}")
    assert grave_barriers(page) == []
    stops_and_runs_again(page, size)
    reads_the_result(page)
    picture(page, f"result-{size}")
    assert grave_barriers(page) == []
    assert wide(page) <= 0
    page.reload()
    reads_the_result(page)
    page.get_by_role("link", name="Go on editing, or publish").click()
    expect(page.get_by_role("button", name="Save and publish").first).to_be_visible()
