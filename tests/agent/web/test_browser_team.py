"""A team in a real Chromium: a trainer asks three reps, two hand in, one is late; what each of them sees."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from agent.content.library import Library
from agent.runtime.personal.training.team import sharing
from tests.agent.web.test_browser_people import come_in, look
from tests.support.doubles.fake_room import fake_room
from tests.support.makers import teams
from tests.support.makers.assigned import PRIVATE, three_reps, two_done_one_late
from tests.support.paths import ROOT
from tests.support.servers.chromium import App, Watched, running_app

pytestmark = pytest.mark.browser

SHOTS = os.environ.get("ROLLWITH_TEST_SHOTS", "")
"""A folder into which the screens are drawn, for whoever wants to look at them."""


async def fill(folder: Path) -> tuple[str, str]:
    """Make the log: one assignment, two handed in, one late; and a line that Ana is asked for."""
    room = fake_room(Library(ROOT / "personas", ROOT / "rubrics"), f"sqlite:///{folder / 'rollwith.db'}")
    teams.settle(room.log)
    people = three_reps(room)
    made = await two_done_one_late(people, "ailsa_drummond", "Listen before you offer")
    session = next(info.id for info in people["ana"].sessions())
    sharing.ask_to_show(people["tia"], session, 2)
    await room.aclose()
    return made.id, session


@pytest.fixture(scope="module")
def team_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str, str]]:
    folder = tmp_path_factory.mktemp("team")
    with ThreadPoolExecutor(1) as thread:
        made, session = thread.submit(lambda: asyncio.run(fill(folder))).result()
    with running_app(folder) as app:
        yield app, made, session


def drawn(watched: Watched, name: str) -> None:
    if SHOTS:
        watched.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "light"), (390, 844, "dark")])
def test_what_the_trainer_and_each_rep_see(
    browser: Browser, team_app: tuple[App, str, str], width: int, height: int, scheme: Literal["light", "dark"]
) -> None:
    app, made, session = team_app
    screens = {
        "tia": [
            ("?view=assignments", "text=2 of 3 handed in, 1 late"),
            (f"?view=assignments&id={made}", "text=Who did what"), ("?view=team-overview", "text=Checks by rep"),
            ("?view=team-overview&rep=ben&days=30", "text=Read what Ben gave you"), ("?view=team", "text=Team north"),
            ("?view=shared-lines", "text=You asked Ana"),
            (f"?debrief={session}", "text=May I show this line to others?"),
        ],
        "nil": [("", "text=Hand in your last session"), ("?view=assigned", "text=late by")],
        "ana": [
            ("", "text=Your trainer asks to show 1 line"), ("?view=assigned", ".rw-ask.is-done"),
            ("?view=shares", "text=Tia asks to show"), (f"?debrief={session}", "text=Show one line to others"),
        ],
    }  # fmt: skip
    for name, places in screens.items():
        watched = come_in(browser, app, name, width, height, scheme)
        for at, (search, sign) in enumerate(places):
            look(watched, app, search, sign)
            drawn(watched, f"{name}-{at}-{scheme}")
            if name == "tia":
                assert PRIVATE not in watched.page.content()
        assert watched.faults == []
        watched.page.context.close()


def test_a_trainer_asks_and_saves_a_table_and_the_rep_begins(browser: Browser, team_app: tuple[App, str, str]) -> None:
    app, _, _ = team_app
    tia, nil = (come_in(browser, app, name, 1440, 900, "light") for name in ("tia", "nil"))
    page = tia.page
    page.goto(f"{app.url}/?view=assignments")
    page.get_by_label("Title").fill("An exam for Nil")
    page.get_by_label("Mode").select_option("exam")
    page.get_by_label("Due on").fill("2040-01-02")
    page.get_by_label("Nil", exact=True).check()
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Asked. Your reps see it")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto(f"{app.url}/?view=assignments")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save this as a table").click()
    table = saving.value.path().read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    assert b"late" in table
    assert PRIVATE.encode() not in table

    mine = nil.page
    mine.goto(f"{app.url}/?view=assigned")
    mine.locator(".rw-ask", has_text="An exam for Nil").get_by_role("button", name="Start").click()
    expect(mine.locator(".rw-said").first).to_be_visible()
    assert tia.faults == nil.faults == []


def test_a_line_is_shown_to_a_stranger_until_its_rep_takes_it_back(
    browser: Browser, team_app: tuple[App, str, str]
) -> None:
    app, _, _ = team_app
    tia, ana = (come_in(browser, app, name, 1440, 900, "light") for name in ("tia", "ana"))
    page, hers = tia.page, ana.page
    hers.goto(f"{app.url}/?view=shares")
    hers.get_by_role("button", name="I agree").click()
    expect(hers.get_by_text("You agreed.")).to_be_visible()
    page.goto(f"{app.url}/?view=shared-lines")
    page.get_by_role("button", name="Make the link").click()
    address = page.get_by_label("Link").input_value()
    assert address.startswith(f"{app.url}/share/")
    stranger = browser.new_page()
    stranger.goto(address)
    expect(stranger.get_by_text("How it was read")).to_be_visible()
    drawn(Watched(stranger), "share-light")
    hers.get_by_role("button", name="Take it back").click()
    expect(hers.get_by_text("It is not shown.")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="This line is not shown")).to_be_visible()
    stranger.close()
    for watched in (tia, ana):
        assert watched.faults == []
        watched.page.context.close()
